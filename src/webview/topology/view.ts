import { hostPeer } from "../../core/link";
import { reachOf, shownOf } from "../../core/topologyShown";
import { topologyOf } from "../../core/topologyBuild";
import type { Topology } from "../../core/topology";
import { format } from "../../core/words";
import type { FromWebview, MapState, PictureFormat, ToWebview } from "../../protocol/messages";
import type { WebviewWords } from "../../protocol/strings";
import { h } from "../dom";
import type { Notice } from "../links/notice";
import type { TrafficHistory } from "../model/traffic";
import { toggle } from "../model/viewState";
import { clock } from "../time";
import { Toolbar } from "./bar";
import { Canvas } from "./canvas";
import type { Controls } from "./controls";
import { startElk } from "./elk";
import { itemsOf } from "./items";
import { Islands } from "./layout";
import { Legend } from "./legend";
import { pageMeasure } from "./measure";
import { Menus } from "./menus";
import { Minimap } from "./minimap";
import { followPointer } from "./pointer";
import { sceneOf, type Scene } from "./scene";
import { findIn } from "./search";
import type { TopologyState } from "./state";
import { copyPicture, pictureFor } from "./taking";
import { Walk, type Step } from "./walk";

export interface TopologyOptions {
  readonly words: WebviewWords;
  readonly controls: Controls;
  /** Address of the layout worker's script. */
  readonly worker: string;
  readonly state: TopologyState;
  readonly keep: (state: TopologyState) => void;
  readonly post: (message: FromWebview) => void;
  /** Goes to a row of the Links tab. */
  readonly toLinks: (focus: Extract<ToWebview, { type: "focus" }>) => void;
  readonly traffic: TrafficHistory;
}

/** The Topology tab. Everything on screen is derived from the host's state and the person's; where it stands, by the layout. */
export class TopologyView {
  readonly element: HTMLElement;
  readonly canvas: Canvas;
  readonly #toolbar: Toolbar;
  readonly #legend: Legend;
  readonly #minimap: Minimap;
  readonly #blank;
  readonly #banner;
  readonly #spoken = h("div", { class: "spoken", role: "status" });
  readonly #measure = pageMeasure();
  #state: TopologyState;
  #host: MapState | undefined;
  #topology: Topology | undefined;
  #scene: Scene | undefined;
  #walk: Walk | undefined;
  #islands: Promise<Islands> | undefined;
  /** Counts the layouts that were asked for: an overtaken one is dropped. */
  #asked = 0;
  #failed = false;
  /** The next layout need not keep the columns. */
  #arrange = false;
  #drawn: Promise<void> = Promise.resolve();
  #pending: Extract<ToWebview, { type: "focus" }> | undefined;
  #found: readonly string[] = [];

  constructor(private readonly options: TopologyOptions) {
    const { words, controls, post } = options;
    this.#state = options.state;
    this.#toolbar = new Toolbar(words.topology, controls, {
      search: (text) => this.#search(text),
      focus: (id) => this.#focus(id === "" ? undefined : id),
      toggle: (which) => this.#choose({ [which]: !this.#state[which] }),
      zoom: (factor) => this.#moveBy(() => this.canvas.zoom(factor)),
      fit: () => this.fit(),
      copy: () => void this.#copy(),
      focusActive: () => this.#focusActive(),
    });
    this.canvas = new Canvas(words.topology.title, (camera) => {
      this.#toolbar.scale(camera.scale);
      this.#minimap.follow();
    });
    this.#minimap = new Minimap(this.canvas, words.topology.minimap, () => this.#keep({ camera: this.canvas.camera }));
    this.#legend = new Legend(words.topology);
    const run = ({ command }: { readonly command: string }): void => post({ type: "run", command });
    this.#blank = controls.noticePlace("blank", run);
    this.#banner = controls.noticePlace("banner", run);
    this.element = h("div", { class: "topology" }, this.#toolbar.element, this.#banner.element, h("div", { class: "stage" }, this.canvas.element, this.#minimap.element), this.#legend.element, this.#blank.element, this.#spoken);
    controls.searchKeys(this.element, this.#toolbar.search, this.canvas.element, () => this.#search(""));
    this.#toolbar.search.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#next(event.shiftKey ? -1 : 1);
    });
    followPointer(this.canvas, {
      moved: () => this.#keep({ camera: this.canvas.camera }),
      hover: (id) => this.#light(id),
      click: (id) => this.#activate(id),
      open: (id) => this.#open(id),
      drop: (box, bar) => this.#drop(box, bar),
      canDrop: (box, bar) => this.#dropTargets(box, bar) !== undefined,
    });
    this.canvas.element.addEventListener("keydown", (event) => this.#key(event));
    this.canvas.element.addEventListener("focus", () => {
      if (this.#walk && !this.#walk.has(this.#state.active)) this.#activate(this.#walk.first(), false);
    });
    new ResizeObserver(() => this.#resized()).observe(this.canvas.element);
  }

  show(host: MapState): void {
    const known = this.#host;
    this.#host = host;
    if (host.facts && (known?.facts !== host.facts || known.report !== host.report)) this.#topology = topologyOf({ facts: host.facts, report: host.report });
    this.#drawn = this.#draw();
  }

  /** Shows a network, a container or one of its interfaces, whatever the choices hide. Waits for the picture if there is none yet. */
  focus(focus: Extract<ToWebview, { type: "focus" }>): void {
    this.#pending = focus;
    void this.#land();
  }

  /** All of it in view, and arranged anew for the view's shape. */
  fit(): void {
    if (this.#scene) this.canvas.fit(this.#scene.bounds);
    this.#arrange = true;
    this.#choose({ camera: undefined, columns: [] });
  }

  /** Draws what passes over each cable: the more, the wider. Nothing where that is not known, or not to be shown. */
  showTraffic(shown: boolean): void {
    const { traffic } = this.options;
    this.canvas.flow(({ cables }) => {
      if (!shown) return undefined;
      const rates = cables.flatMap(({ link }) => (link === undefined ? [] : (traffic.ofContainer(hostPeer(link)?.ifindex)?.rates ?? [])));
      return rates.length === 0 ? undefined : { in: rates.reduce((sum, { rxBytes }) => sum + rxBytes, 0), out: rates.reduce((sum, { txBytes }) => sum + txBytes, 0) };
    });
  }

  /** Draws the picture for a file, and hands it over; nothing where there is none. */
  async take(format: PictureFormat): Promise<void> {
    await this.#drawn;
    const scene = this.#scene;
    const data = scene && !this.#failed ? await pictureFor(format, this.canvas, scene).catch(() => undefined) : undefined;
    this.options.post({ type: "picture", format, ...(data !== undefined && { data }) });
  }

  async #copy(): Promise<void> {
    const { map } = this.options.words;
    if (this.#scene) this.#toolbar.say((await copyPicture(this.canvas, this.#scene)) ? map.copied : map.copyFailed);
  }

  #keep(change: Partial<TopologyState>): void {
    this.#state = { ...this.#state, ...change };
    this.options.keep(this.#state);
  }

  #choose(change: Partial<TopologyState>): void {
    this.#keep(change);
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const host = this.#host;
    if (!host) return;
    const topology = this.#topology;
    const asked = ++this.#asked;
    this.element.classList.toggle("stale", host.engine.status !== "live");
    const empty = topology === undefined || topology.segments.length + topology.sandboxes.length === 0;
    if (topology && !empty && !this.#failed) {
      try {
        this.#islands ??= startElk(this.options.worker).then((elk) => new Islands(elk));
        const shown = shownOf(topology, this.#state);
        const { width, height } = this.canvas.size;
        const scene = await sceneOf(shown, await this.#islands, { words: this.options.words, measure: this.#measure, aspect: width > 0 && height > 0 ? width / height : 1.5, before: this.#arrange ? [] : (this.#scene?.columns ?? this.#state.columns) });
        if (asked !== this.#asked) return;
        this.#arrange = false;
        this.#show(scene, topology);
      } catch (error) {
        console.error(error);
        this.#failed = true;
        this.#islands = undefined;
      }
    }
    if (asked !== this.#asked) return;
    const blank = this.#blankNotice(host, empty);
    this.#blank.show(blank);
    this.#banner.show(blank?.type === "problem" ? undefined : this.#bannerNotice(host));
    this.element.classList.toggle("blank-shown", blank !== undefined);
    void this.#land();
  }

  #show(scene: Scene, topology: Topology): void {
    const first = this.#scene === undefined;
    const before = this.#scene?.bounds;
    this.#scene = scene;
    this.#walk = new Walk(scene);
    this.#toolbar.show(topology, this.#state);
    this.#legend.show(scene);
    this.#minimap.show(scene);
    this.canvas.show(itemsOf(scene, this.options.words, this.#measure, new Menus(this.#host?.facts ?? { networks: [], containers: [] }, topology)));
    this.canvas.activate(this.#state.active);
    const { camera } = this.#state;
    if (first && camera) this.canvas.look(camera);
    // Whoever moved the picture finds it where they left it.
    else if (!camera && JSON.stringify(before) !== JSON.stringify(scene.bounds)) this.canvas.fit(scene.bounds);
    this.#keep({ columns: scene.columns });
    if (this.#toolbar.search.value !== "") this.#search(this.#toolbar.search.value, false);
  }

  #resized(): void {
    if (this.#scene && !this.#state.camera) this.canvas.fit(this.#scene.bounds);
    else if (this.#scene) this.canvas.redraw();
  }

  #blankNotice({ engine, problem: failed, loading }: MapState, empty: boolean): Notice | undefined {
    const { map, topology } = this.options.words;
    if (this.#failed) return { type: "empty", title: topology.failed, action: { title: topology.again, run: () => this.#again() } };
    if (this.#topology === undefined) {
      const problem = engine.problem ?? failed;
      return problem && !loading ? { type: "problem", problem } : { type: "loading", title: map.loading };
    }
    return empty ? { type: "empty", title: topology.empty, detail: topology.emptyHint } : undefined;
  }

  #bannerNotice({ engine: { problem, since }, problem: failed }: MapState): Notice | undefined {
    const { map } = this.options.words;
    if (problem) return { type: "problem", problem, ...(since !== undefined && { more: format(map.staleSince, { time: clock(since) }) }) };
    return failed && { type: "problem", problem: failed };
  }

  #again(): void {
    this.#failed = false;
    void this.#draw();
  }

  // ---- what a person points at ----

  #light(id: string | undefined): void {
    const scene = this.#scene;
    this.canvas.light(id === undefined || !scene || id === "host" ? undefined : id === "nat" || id.startsWith("nic/") ? undefined : reachOf(scene.shown, id));
  }

  #activate(id: string | undefined, reveal = true): void {
    this.#keep({ active: id });
    this.canvas.activate(id);
    const item = id === undefined ? undefined : this.canvas.item(id);
    if (item && reveal) this.canvas.reveal(item.rect);
  }

  /** Goes where more is said of it: a cable's row in Links; a group or a collapsed network is unfolded. */
  #open(id: string): void {
    if (id.startsWith("group/") || id.startsWith("bundle/")) {
      const group = id.startsWith("group/") ? id : this.#scene?.shown.bundles.find((one) => one.id === id)?.group;
      if (group !== undefined) this.#choose({ expanded: toggle(this.#state.expanded, group) });
      return;
    }
    const focus = this.#placeOf(id);
    if (focus) this.options.toLinks({ type: "focus", ...focus });
  }

  #placeOf(id: string): { containerId?: string; networkId?: string; interface?: string } | undefined {
    const topology = this.#topology;
    const cable = topology?.cables.find((one) => one.id === id);
    if (cable?.link) {
      const { container, network, interface: name } = cable.link;
      return { containerId: container.id, ...(network && { networkId: network.id }), ...(name !== undefined && { interface: name }) };
    }
    const segment = topology?.segments.find((one) => one.id === id);
    if (segment?.networkId !== undefined) return { networkId: segment.networkId };
    const containerId = topology?.sandboxes.find((one) => one.id === id)?.containers[0]?.id ?? topology?.publications.find((one) => one.id === id)?.container.id;
    return containerId === undefined ? undefined : { containerId };
  }

  #dropTargets(box: string, bar: string): Extract<FromWebview, { type: "attach" }> | undefined {
    const shown = this.#scene?.shown;
    const segment = shown?.segments.find(({ id }) => id === bar);
    const sandboxes = shown?.groups.find(({ id }) => id === box)?.sandboxes ?? shown?.sandboxes.filter(({ id }) => id === box) ?? [];
    const containerIds = sandboxes.filter(({ segments }) => !segments.includes(bar)).flatMap(({ containers }) => containers[0]?.id ?? []);
    return segment?.networkId === undefined || containerIds.length === 0 ? undefined : { type: "attach", networkId: segment.networkId, containerIds };
  }

  #drop(box: string, bar: string): void {
    const message = this.#dropTargets(box, bar);
    if (message) this.options.post(message);
  }

  #focus(focus: string | undefined): void {
    this.#state = { ...this.#state, camera: undefined };
    this.#scene = undefined;
    this.#choose({ focus, columns: [] });
  }

  /** On what is chosen and what is near; on everything, if that is so already or nothing is chosen. */
  #focusActive(): void {
    const { active, focus } = this.#state;
    const topology = this.#topology;
    const cable = topology?.cables.find(({ id }) => id === active);
    const id = cable?.sandbox ?? active;
    const known = [...(topology?.segments ?? []), ...(topology?.sandboxes ?? [])].some((one) => one.id === id);
    if (known && id !== focus) this.#focus(id);
    else if (focus !== undefined) this.#focus(undefined);
  }

  #key(event: KeyboardEvent): void {
    const { key } = event;
    const { active } = this.#state;
    if (event.altKey || ((event.ctrlKey || event.metaKey) && !/^[+\-=0]$/.test(key))) return;
    if (/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(key)) {
      const next = this.#walk?.from(active, key as Step);
      if (next !== undefined) {
        this.#activate(next);
        this.#light(next);
      }
    } else if (key === "Enter" && active !== undefined) this.#open(active);
    else if (key === " " && active !== undefined) this.#fold(active);
    else if (key === "+" || key === "=") this.#moveBy(() => this.canvas.zoom(1.25));
    else if (key === "-") this.#moveBy(() => this.canvas.zoom(1 / 1.25));
    else if (key === "0") this.fit();
    else if (key === "f") this.#focusActive();
    else if (key === "Escape") {
      this.#light(undefined);
      if (this.#state.focus !== undefined) this.#focus(undefined);
    } else return;
    event.preventDefault();
  }

  /** Draws a network's containers as one, or one by one again. */
  #fold(id: string): void {
    if (id.startsWith("group/")) this.#open(id);
    if (!this.#scene?.shown.segments.some((segment) => segment.id === id)) return;
    const { expanded, collapsed } = this.#state;
    const isGrouped = this.#scene.shown.bundles.some(({ segment }) => segment === id);
    if (isGrouped) this.#choose({ collapsed: collapsed.filter((one) => one !== id), expanded: [...expanded, id] });
    else this.#choose({ collapsed: [...collapsed, id], expanded: expanded.filter((one) => one !== id && !one.startsWith("group/")) });
  }

  #moveBy(move: () => void): void {
    move();
    this.#keep({ camera: this.canvas.camera });
  }

  // ---- search, and being led here ----

  #search(text: string, reveal = true): void {
    const topology = this.#scene?.shown;
    this.#found = topology === undefined || text.trim() === "" ? [] : findIn(topology, text);
    this.canvas.mark(new Set(this.#found));
    if (text.trim() === "") {
      this.#spoken.textContent = "";
      return;
    }
    if (this.#found[0] !== undefined && reveal) this.#activate(this.#found[0]);
    this.#say();
  }

  #say(): void {
    const { topology } = this.options.words;
    const at = this.#found.indexOf(this.#state.active ?? "");
    this.#spoken.textContent = this.#found.length === 0 ? topology.notFound : format(topology.found, { position: at + 1, count: this.#found.length });
  }

  #next(by: 1 | -1): void {
    const { length } = this.#found;
    if (length === 0) return;
    const at = this.#found.indexOf(this.#state.active ?? "");
    const next = this.#found[(at + by + length) % length];
    if (next !== undefined) this.#activate(next);
    this.#say();
  }

  async #land(): Promise<void> {
    const focus = this.#pending;
    const topology = this.#topology;
    if (!focus || !topology || !this.#scene) return;
    this.#pending = undefined;
    const cable = focus.interface === undefined ? undefined : topology.cables.find(({ link }) => link !== undefined && link.container.id === focus.containerId && link.interface === focus.interface && (focus.networkId === undefined || link.network?.id === focus.networkId));
    const sandbox = focus.containerId === undefined ? undefined : topology.sandboxes.find(({ containers }) => containers.some(({ id }) => id === focus.containerId));
    const segment = focus.networkId === undefined ? undefined : topology.segments.find(({ networkId }) => networkId === focus.networkId);
    const id = cable?.id ?? sandbox?.id ?? segment?.id;
    if (id === undefined) return;
    if (!this.canvas.item(id)) {
      // Hidden by a choice, or within a group.
      const group = this.#scene.shown.groups.find(({ sandboxes }) => sandboxes.some((one) => one.id === sandbox?.id));
      this.#state = { ...this.#state, focus: undefined, builtIn: this.#state.builtIn || segment?.builtIn === true, stopped: this.#state.stopped || sandbox?.kind === "stopped", expanded: group ? [...this.#state.expanded, group.id] : this.#state.expanded };
      await this.#draw();
    }
    if (!this.canvas.item(id)) return;
    this.#activate(id, false);
    const rect = this.canvas.item(id)?.rect;
    if (rect) {
      if (this.canvas.camera.scale < 0.6) this.canvas.zoom(0.9 / this.canvas.camera.scale);
      this.canvas.reveal(rect);
      this.#keep({ camera: this.canvas.camera });
    }
    this.#light(id);
    this.canvas.element.focus({ preventScroll: true });
  }
}
