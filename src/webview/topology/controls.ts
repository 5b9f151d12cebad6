import type { Choice, Dropdown, SearchField } from "../components";
import type { NoticePlace } from "../links/notice";
import type { MapAction } from "../../protocol/messages";

/** The page's own controls, given to this chunk so that they are not loaded twice. */
export interface Controls {
  searchField(label: string, placeholder: string, onInput: (value: string) => void): SearchField;
  dropdown(label: string, onChange: (value: string) => void): Dropdown;
  iconButton(codicon: string, label: string, onClick: () => void): HTMLElement;
  searchKeys(view: HTMLElement, search: SearchField, list: HTMLElement, empty: () => void): void;
  noticePlace(name: "banner" | "blank", run: (action: MapAction) => void): NoticePlace;
}
export type { Choice };
