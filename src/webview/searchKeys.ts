import type { SearchField } from "./components";

/**
 * The keys of a view's search: `/` or Ctrl+F goes to the field, Escape empties it and, once it is empty, leaves it, the
 * arrow down goes to the list.
 * @param empty shows what an empty field finds
 */
export function searchKeys(view: HTMLElement, search: SearchField, list: HTMLElement, empty: () => void): void {
  search.element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (search.value === "") list.focus();
      search.value = "";
      empty();
    } else if (event.key === "ArrowDown") list.focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    // Another tab is shown.
    if (view.offsetParent === null) return;
    const find = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
    const typing = event.target instanceof Element && event.target.closest("vscode-text-field, input") !== null;
    if (!find && (typing || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    search.focus();
  });
}
