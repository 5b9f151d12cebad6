import { format } from "../../core/words";
import type { FromWebview, MapState } from "../../protocol/messages";
import type { WebviewWords } from "../../protocol/strings";
import { searchField } from "../components";
import { attribute, h, icon } from "../dom";
import { NoticePlace, type Notice } from "../links/notice";
import type { Top } from "../links/window";
import { countFindings, filterHost, hostGroups, layOutHost, type HostFilter, type HostGroup, type HostItem } from "../model/hostRows";
import type { TrafficHistory } from "../model/traffic";
import { toggle } from "../model/viewState";
import { searchKeys } from "../searchKeys";
import { clock } from "../time";
import { TreeGrid } from "../treeGrid";
import { gridItem, headerLine } from "./row";
import type { InterfacesState } from "./state";

/** The Host tab: every interface of the engine's host, bridges with their ports and who is behind each. */
export class InterfacesView {
  readonly element: HTMLElement;
  readonly #search;
  readonly #chip: HTMLElement;
  readonly #count = h("b");
  readonly #grid: TreeGrid;
  readonly #banner: NoticePlace;
  readonly #blank: NoticePlace;
  /** How the host was read, where it was not simply asked. */
  readonly #how = h("p", { class: "how dim" });
  readonly #spoken = h("div", { class: "spoken", role: "status" });
  #host: MapState | undefined;
  #groups: readonly HostGroup[] = [];
  #items: readonly HostItem[] = [];
  #showsTraffic = false;
  /** Where to scroll to once there are lines: what was kept. */
  #restore: Top | undefined;

  constructor(
    private readonly words: WebviewWords,
    post: (message: FromWebview) => void,
    private state: InterfacesState,
    private readonly keep: (state: InterfacesState) => void,
    private readonly traffic: TrafficHistory,
  ) {
    const { map } = words;
    this.#restore = state.top;
    this.#search = searchField(map.hostSearchLabel, map.hostSearch, (query) => this.#filter({ query }));
    this.#search.value = state.query;
    this.#chip = h("button", { class: "chip inferred", type: "button", "aria-pressed": "false", title: map.chipHint }, warning(), this.#count, h("span", {}, map.chipFindings));
    this.#chip.addEventListener("click", () => this.#filter({ findingsOnly: !this.state.findingsOnly }));
    this.#grid = new TreeGrid("interfaces", map.hostTable, headerLine(map), {
      toggle: (key) => this.#change({ folded: toggle(this.state.folded, key) }),
      select: (active) => this.#change({ active }),
      copy: (text) => post({ type: "copy", text }),
      scrolled: (top) => this.#change({ top }, false),
    });
    const run = ({ command }: { readonly command: string }): void => post({ type: "run", command });
    this.#banner = new NoticePlace("banner", run);
    this.#blank = new NoticePlace("blank", run);
    const bar = h("div", { class: "bar" }, this.#search.element, h("div", { class: "chips" }, this.#chip));
    this.element = h("div", { class: "host-interfaces" }, bar, this.#banner.element, this.#how, this.#grid.element, this.#blank.element, this.#spoken);
    searchKeys(this.element, this.#search, this.#grid.element, () => this.#filter({ query: "" }));
  }

  show(host: MapState): void {
    this.#host = host;
    const sight = host.report?.host;
    this.#groups = sight?.visible === true ? hostGroups(sight, this.words) : [];
    this.#render(this.#restore);
    if (this.#items.length > 0) this.#restore = undefined;
  }

  /** There is news of the traffic, or none any more. */
  showTraffic(shown: boolean): void {
    this.#showsTraffic = shown;
    this.#grid.element.classList.toggle("with-traffic", shown);
    if (shown) this.#grid.refresh();
  }

  /** It was on the clipboard, or could not be put there. */
  copied(ok: boolean): void {
    this.#spoken.textContent = ok ? this.words.map.copied : this.words.map.copyFailed;
  }

  #change(change: Partial<InterfacesState>, render = true): void {
    this.state = { ...this.state, ...change };
    if (render) this.#render();
    this.keep(this.state);
  }

  #filter(change: Partial<HostFilter>): void {
    this.state = { ...this.state, ...change };
    this.#render("start");
    this.keep(this.state);
    this.#spoken.textContent = format(this.words.map.hostShown, { count: this.#items.length });
  }

  #render(top?: Top | "start"): void {
    const host = this.#host;
    if (!host) return;
    const shown = filterHost(this.#groups, this.state);
    this.#items = layOutHost(shown, new Set(this.state.folded));
    const findings = countFindings(this.#groups);
    this.#count.textContent = String(findings);
    this.#chip.hidden = findings === 0 && !this.state.findingsOnly;
    attribute(this.#chip, "aria-pressed", String(this.state.findingsOnly));
    const sight = host.report?.host;
    const by = sight?.visible === true ? sight.helper?.method : undefined;
    this.#how.hidden = by === undefined;
    this.#how.textContent = by === undefined ? "" : by === "netlink" ? this.words.map.hostByNetlink : this.words.map.hostByProcfs;
    const blank = this.#items.length > 0 ? undefined : this.#blankNotice(host);
    this.#blank.show(blank);
    this.#banner.show(blank?.type === "problem" ? undefined : this.#bannerNotice(host));
    this.element.classList.toggle("stale", host.engine.status !== "live");
    this.#grid.element.hidden = this.#items.length === 0;
    this.#grid.show(
      this.#items.map((item) => gridItem(item, this.words.map, () => (this.#showsTraffic ? this.traffic : undefined))),
      this.state.active,
      top,
    );
  }

  /** What is said where there is no line to show. */
  #blankNotice({ report, engine, problem: failed, loading, offer }: MapState): Notice {
    const { map, hostUnseen } = this.words;
    const problem = engine.problem ?? failed;
    if (!report) return problem && !loading ? { type: "problem", problem } : { type: "loading", title: map.loading };
    if (report.host === undefined) return { type: "loading", title: map.loading };
    if (!report.host.visible && offer !== undefined) return { type: "offer", problem: { ...offer, title: map.hostUnseen, detail: `${format(hostUnseen[report.host.code], report.host.params)} ${offer.detail}` } };
    if (!report.host.visible) return { type: "empty", title: map.hostUnseen, detail: format(hostUnseen[report.host.code], report.host.params) };
    return { type: "empty", title: map.hostNoMatch, action: { title: map.clearFilter, run: () => this.#clearFilter() } };
  }

  /** What is said above the lines: that they are old. */
  #bannerNotice({ engine: { problem, since }, problem: failed }: MapState): Notice | undefined {
    if (problem) return { type: "problem", problem, ...(since !== undefined && { more: format(this.words.map.staleSince, { time: clock(since) }) }) };
    return failed && { type: "problem", problem: failed };
  }

  #clearFilter(): void {
    this.#search.value = "";
    this.#filter({ query: "", findingsOnly: false });
    this.#search.focus();
  }
}

function warning(): HTMLElement {
  const symbol = icon("warning");
  symbol.classList.add("icon");
  return symbol;
}
