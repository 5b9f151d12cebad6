import { isStopped, type LinkReport, type Verdict } from "../../core/link";
import { isAt } from "../../core/target";
import { format } from "../../core/words";
import type { FromWebview, MapState, ToWebview } from "../../protocol/messages";
import type { WebviewWords } from "../../protocol/strings";
import { dropdown, searchField, type Choice } from "../components";
import { h } from "../dom";
import { filterRows, isFiltering } from "../model/filter";
import { layOut, type Item } from "../model/layout";
import { stoppedEnds } from "../model/hostRows";
import { rowsOf, type Row } from "../model/rows";
import { nextSort } from "../model/sort";
import type { TrafficHistory } from "../model/traffic";
import { toggle, type ViewState } from "../model/viewState";
import { searchKeys } from "../searchKeys";
import { clock } from "../time";
import { Chips } from "./chips";
import { sayCopied } from "./details";
import { NoticePlace, type Notice } from "./notice";
import { Table } from "./table";
import type { Top } from "./window";

type Focus = Extract<ToWebview, { type: "focus" }>;

/** The Links tab: filter, counters, table. Everything on screen is derived from the host's state and the person's. */
export class LinksView {
  readonly element: HTMLElement;
  readonly #search;
  readonly #networks;
  readonly #chips: Chips;
  readonly #table: Table;
  readonly #banner: NoticePlace;
  readonly #blank: NoticePlace;
  readonly #spoken = h("div", { class: "spoken", role: "status" });
  #host: MapState | undefined;
  #rows: readonly Row[] = [];
  #pending: Focus | undefined;
  /** Where to scroll to once there are rows: what was kept. */
  #restore: Top | undefined;

  constructor(
    private readonly words: WebviewWords,
    private readonly post: (message: FromWebview) => void,
    private state: ViewState,
    private readonly keep: (state: ViewState) => void,
    traffic: TrafficHistory,
  ) {
    const { map } = words;
    this.#restore = state.top;
    this.#search = searchField(map.searchLabel, map.search, (query) => this.#change({ query }, "start"));
    this.#search.value = state.query;
    this.#networks = dropdown(map.networkLabel, (network) => this.#change({ network }, "start"));
    this.#chips = new Chips(words, (verdict) => this.#change({ verdicts: toggle<Verdict>(this.state.verdicts, verdict) }, "start"));
    this.#table = new Table(words, {
      toggle: (item) => this.#toggle(item),
      select: (active) => this.#change({ active }),
      sort: (column) => this.#sort(column),
      copy: (text) => post({ type: "copy", text }),
      scrolled: (top) => {
        this.state = { ...this.state, top };
        this.keep(this.state);
      },
    }, traffic);
    const run = ({ command }: { readonly command: string }): void => post({ type: "run", command });
    this.#banner = new NoticePlace("banner", run, () => {
      this.#change({ closed: this.#host?.offer?.title });
      this.#table.element.focus({ preventScroll: true });
    });
    this.#blank = new NoticePlace("blank", run);
    const bar = h("div", { class: "bar" }, this.#search.element, this.#networks.element, this.#chips.element);
    this.element = h(
      "div",
      { class: "links" },
      bar,
      this.#banner.element,
      this.#table.element,
      this.#blank.element,
      this.#spoken,
    );
    searchKeys(this.element, this.#search, this.#table.element, () => this.#change({ query: "" }, "start"));
  }

  show(host: MapState): void {
    this.#host = host;
    this.#rows = host.report ? rowsOf(host.report, this.words) : [];
    // Each row is a grid of its own: all leave the room that the longest index needs, which has many digits on a host that runs for long.
    const digits = this.#rows.reduce((most, { link }) => Math.max(most, String(link.peer?.ifindex ?? "").length), 3);
    this.element.style.setProperty("--digits", String(digits));
    this.#render(this.#restore);
    if (host.report) this.#restore = undefined;
    if (this.#pending) this.focus(this.#pending);
  }

  /** Shows a link's row, a container's first row or a network's group, whatever the filter hides. Waits for the report if there is none yet. */
  focus(focus: Focus): void {
    this.#pending = this.#host?.report ? undefined : focus;
    if (this.#pending) return;
    const { containerId } = focus;
    const row = this.#rows.find(({ link }) => isAt(link, focus));
    if (!row) return;
    const active = containerId === undefined ? row.group.key : row.key;
    const { unfolded } = this.state;
    this.state = {
      ...this.state,
      sort: undefined,
      query: "",
      network: "",
      verdicts: [],
      toggled: this.state.toggled.filter((key) => key !== row.group.key).concat(isStopped(row.link) ? [row.group.key] : []),
      unfolded: containerId === undefined || unfolded.includes(row.key) ? unfolded : [...unfolded, row.key],
      active,
    };
    this.#search.value = "";
    this.#render();
    this.#table.reveal(active, "center");
    this.#table.element.focus({ preventScroll: true });
    this.keep(this.state);
  }

  /** There is news of the traffic, or none any more. */
  showTraffic(shown: boolean): void {
    this.#table.showTraffic(shown);
  }

  copied(text: string, ok: boolean): void {
    const said = ok ? this.words.map.copied : this.words.map.copyFailed;
    sayCopied(this.element, text, said);
    this.#spoken.textContent = said;
  }

  #change(change: Partial<ViewState>, top?: Top | "start"): void {
    this.state = { ...this.state, ...change };
    const count = this.#render(top);
    this.keep(this.state);
    if (top === "start") this.#spoken.textContent = format(this.words.map.shown, { count });
  }

  #toggle(item: Item): void {
    if (item.type === "group") this.#change({ toggled: toggle(this.state.toggled, item.key) });
    else this.#change({ unfolded: toggle(this.state.unfolded, item.row.key) });
    this.#table.reveal(item.key);
  }

  #sort(column: Parameters<typeof nextSort>[1]): void {
    this.#change({ sort: nextSort(this.state.sort, column) }, "start");
  }

  /** Shows all again; gives how many rows pass the filter. */
  #render(top?: Top | "start"): number {
    const host = this.#host;
    if (!host) return 0;
    const { rows, counts } = filterRows(this.#rows, this.state);
    const items = layOut(rows, this.state.sort, {
      unfolded: new Set(this.state.unfolded),
      toggled: new Set(this.state.toggled),
    });
    this.#networks.show(this.#choices(host.report), this.state.network);
    this.#chips.show(counts, this.state.verdicts);
    const blank = this.#blankNotice(host, rows);
    this.#blank.show(blank);
    this.#banner.show(blank?.type === "problem" ? undefined : this.#bannerNotice(host));
    this.element.classList.toggle("stale", host.engine.status !== "live");
    this.#table.element.hidden = rows.length === 0;
    this.#table.show(
      {
        items,
        networks: new Map(host.networks.map((network) => [network.id, network])),
        sort: this.state.sort,
        active: this.state.active,
        takenAt: host.report?.takenAt,
        stopped: stoppedEnds(host.report?.host, this.words.map),
      },
      top,
    );
    return rows.length;
  }

  #choices(report: LinkReport | undefined): Choice[] {
    const { map } = this.words;
    const names = new Map<string, string>();
    for (const { network } of report?.links ?? []) if (network) names.set(network.id, network.name);
    const chosen = this.state.network;
    if (chosen !== "" && !names.has(chosen)) names.set(chosen, report ? map.networkGone : "…");
    return [{ value: "", label: map.allNetworks }, ...[...names].map(([value, label]) => ({ value, label }))];
  }

  /** What is said where there is no row to show. */
  #blankNotice(host: MapState, rows: readonly Row[]): Notice | undefined {
    const { map } = this.words;
    if (rows.length > 0) return undefined;
    const problem = host.engine.problem ?? host.problem;
    if (!host.report) return problem && !host.loading ? { type: "problem", problem } : { type: "loading", title: map.loading };
    if (isFiltering(this.state) && this.#rows.length > 0) {
      return { type: "empty", title: map.noMatch, action: { title: map.clearFilter, run: () => this.#clearFilter() } };
    }
    return { type: "empty", title: map.noneRunning, detail: map.noneRunningHint };
  }

  /** What is said above the rows: that they are old, or that there are only stopped containers. */
  #bannerNotice(host: MapState): Notice | undefined {
    const { map } = this.words;
    const { problem, since } = host.engine;
    if (problem) {
      const more = since === undefined ? undefined : format(map.staleSince, { time: clock(since) });
      return { type: "problem", problem, ...(more !== undefined && { more }) };
    }
    if (host.problem) return { type: "problem", problem: host.problem };
    const asleep = this.#rows.length > 0 && this.#rows.every(({ link }) => isStopped(link));
    if (!asleep && host.offer !== undefined && host.offer.title !== this.state.closed) return { type: "offer", problem: host.offer, close: map.closeOffer };
    return asleep ? { type: "empty", title: map.noneRunning, detail: map.noneRunningHint } : undefined;
  }

  #clearFilter(): void {
    this.#search.value = "";
    this.#change({ query: "", network: "", verdicts: [] }, "start");
    this.#search.focus();
  }
}
