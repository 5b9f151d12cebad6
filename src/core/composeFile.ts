import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { ComposeFile, Span } from "./composeProject";

/** Reads what of a Compose file is about networks. Whatever it cannot read it leaves out: a file is often half written. */
export function parseCompose(text: string): ComposeFile {
  // Aliases could make a small file enormous: what is needed here is read without resolving them.
  const { contents } = parseDocument(text, { strict: false, logLevel: "silent", uniqueKeys: false });
  const top = isMap(contents) ? contents : undefined;
  const project = scalar(top?.get("name"));
  return {
    ...(project === undefined ? {} : { project }),
    networks: entries(top?.get("networks")).map(({ key, at, value }) => {
      const map = isMap(value) ? value : undefined;
      const external = map?.get("external");
      const name = scalar(map?.get("name")) ?? (isMap(external) ? scalar(external.get("name")) : undefined);
      return { key, at, external: external === true || isMap(external), ...(name === undefined ? {} : { name }) };
    }),
    services: entries(top?.get("services")).map(({ key, at, value }) => {
      const map = isMap(value) ? value : undefined;
      const networks = namesIn(map?.get("networks"));
      const mode = scalar(map?.get("network_mode"));
      return { key, at, ...(networks === undefined ? {} : { networks }), ...(mode === undefined ? {} : { mode }) };
    }),
  };
}

interface Entry {
  readonly key: string;
  readonly at: Span;
  readonly value: unknown;
}

function entries(map: unknown): Entry[] {
  if (!isMap(map)) return [];
  return map.items.flatMap(({ key, value }) => {
    const at = spanOf(key);
    return isScalar(key) && at !== undefined ? [{ key: String(key.value), at, value }] : [];
  });
}

function namesIn(value: unknown): { key: string; at: Span }[] | undefined {
  if (isMap(value)) return entries(value);
  if (!isSeq(value)) return undefined;
  return value.items.flatMap((item) => {
    const at = spanOf(item);
    return isScalar(item) && at !== undefined ? [{ key: String(item.value), at }] : [];
  });
}

function spanOf(node: unknown): Span | undefined {
  const { range } = (typeof node === "object" && node !== null ? node : {}) as { readonly range?: readonly number[] | null };
  return range?.[0] === undefined || range[1] === undefined ? undefined : { start: range[0], end: range[1] };
}

function scalar(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
