import type { Scene } from "./scene";

export type Step = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End";

/** A thing that the keys can stop at. */
interface Stop {
  readonly id: string;
  readonly kind: "nic" | "nat" | "bar" | "wire" | "box";
  readonly column: number;
  readonly y: number;
  readonly x: number;
}

/**
 * Where the arrow keys lead: left and right along the cables, from a network to a cable to its container and back; up and
 * down among the like, in the order in which they stand.
 */
export class Walk {
  readonly #stops: readonly Stop[];
  readonly #byId: ReadonlyMap<string, Stop>;
  /** By a wire's id: what is at its two ends. */
  readonly #ends = new Map<string, { readonly bar?: string; readonly box: string }>();

  constructor(scene: Scene) {
    const lefts = [...new Set(scene.bars.map(({ x, width }) => Math.round(x + width)))].sort((a, b) => a - b);
    const column = (x: number): number => lefts.filter((left) => left <= x + 1).length;
    for (const { id, rows } of scene.boxes) {
      for (const { row } of rows) this.#ends.set(row.id, { box: id, ...(row.segment !== undefined && { bar: row.segment }) });
    }
    const wires = scene.boxes.flatMap(({ x, y, rows }) => rows.map(({ id, y: at }): Stop => ({ id, kind: "wire", x: x - 1, y: y + at, column: column(x) })));
    this.#stops = [
      ...scene.nics.map(({ id, x, y }): Stop => ({ id, kind: "nic", column: -1, x, y })),
      ...(scene.nat ? [{ id: "nat", kind: "nat", column: -1, x: scene.nat.x, y: scene.nat.y } as const] : []),
      ...scene.bars.map(({ id, x, y, width }): Stop => ({ id, kind: "bar", column: column(x + width), x, y })),
      ...wires,
      ...scene.boxes.map(({ id, x, y, content }): Stop => ({ id, kind: "box", column: content.sandbox?.kind === "host" ? -1 : column(x), x, y })),
    ].sort((a, b) => a.column - b.column || a.y - b.y || a.x - b.x);
    this.#byId = new Map(this.#stops.map((stop) => [stop.id, stop]));
  }

  has(id: string | undefined): boolean {
    return id !== undefined && this.#byId.has(id);
  }

  first(): string | undefined {
    return (this.#stops.find(({ kind }) => kind === "bar") ?? this.#stops[0])?.id;
  }

  from(id: string | undefined, step: Step): string | undefined {
    const stop = id === undefined ? undefined : this.#byId.get(id);
    if (stop === undefined) return this.first();
    switch (step) {
      case "Home":
        return this.#stops[0]?.id;
      case "End":
        return this.#stops.at(-1)?.id;
      case "ArrowUp":
        return this.#along(stop, -1) ?? (stop.kind === "bar" ? this.#of("nat") ?? this.#of("nic") : stop.kind === "nat" ? this.#of("nic") : undefined);
      case "ArrowDown":
        return stop.kind === "nic" ? (this.#of("nat") ?? this.#of("bar")) : stop.kind === "nat" ? this.#of("bar") : this.#along(stop, 1);
      case "ArrowLeft":
        return this.#left(stop);
      case "ArrowRight":
        return this.#right(stop);
    }
  }

  #of(kind: Stop["kind"]): string | undefined {
    return this.#stops.find((stop) => stop.kind === kind)?.id;
  }

  #along(stop: Stop, by: 1 | -1): string | undefined {
    if (stop.kind === "nic" || stop.kind === "nat") return undefined;
    const like = this.#stops.filter(({ kind }) => kind === stop.kind);
    return like[like.indexOf(stop) + by]?.id;
  }

  #left(stop: Stop): string | undefined {
    if (stop.kind === "nic") return this.#beside(stop, -1);
    if (stop.kind === "wire") return this.#ends.get(stop.id)?.bar;
    if (stop.kind === "box") return [...this.#ends].find(([, { box }]) => box === stop.id)?.[0];
    return undefined;
  }

  #right(stop: Stop): string | undefined {
    if (stop.kind === "nic") return this.#beside(stop, 1);
    if (stop.kind === "wire") return this.#ends.get(stop.id)?.box;
    if (stop.kind === "bar") return this.#stops.find(({ id, kind }) => kind === "wire" && this.#ends.get(id)?.bar === stop.id)?.id;
    return undefined;
  }

  #beside(stop: Stop, by: 1 | -1): string | undefined {
    const nics = this.#stops.filter(({ kind }) => kind === "nic").sort((a, b) => a.x - b.x);
    return nics[nics.indexOf(stop) + by]?.id;
  }
}
