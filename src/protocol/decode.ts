import { isTraffic, type TrafficTick } from "../core/traffic";
import type { EngineState, FromWebview, MapState, PictureFormat, ToWebview } from "./messages";

/** A message from the webview, or undefined if it is none of ours. */
export function decodeFromWebview(value: unknown): FromWebview | undefined {
  if (!isRecord(value)) return undefined;
  switch (value["type"]) {
    case "ready":
    case "export":
    case "retry":
    case "refresh":
    case "exportPicture":
      return { type: value["type"] };
    case "traffic":
      return typeof value["all"] === "boolean" ? { type: "traffic", all: value["all"] } : undefined;
    case "copy":
      return isString(value["text"]) ? { type: "copy", text: value["text"] } : undefined;
    case "run":
      return isString(value["command"]) ? { type: "run", command: value["command"] } : undefined;
    case "attach": {
      const { networkId, containerIds } = value;
      return isString(networkId) && Array.isArray(containerIds) && containerIds.every(isString) ? { type: "attach", networkId, containerIds } : undefined;
    }
    case "picture": {
      const { format, data } = value;
      return isFormat(format) && optional(data, isString) ? { type: "picture", format, ...(data !== undefined && { data }) } : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * A message from the extension, or undefined if it is none of ours (a webview's window also hears others).
 * Looks as deep as needed to tell; the links themselves were decoded when the engine gave them.
 */
export function decodeToWebview(value: unknown): ToWebview | undefined {
  if (!isRecord(value)) return undefined;
  switch (value["type"]) {
    case "state":
      return isState(value["state"]) ? { type: "state", state: value["state"] } : undefined;
    case "focus": {
      const { containerId, networkId, interface: name } = value;
      if (!optional(containerId, isString) || !optional(networkId, isString) || !optional(name, isString)) return undefined;
      return {
        type: "focus",
        ...(value["tab"] === "topology" && { tab: "topology" }),
        ...(containerId !== undefined && { containerId }),
        ...(networkId !== undefined && { networkId }),
        ...(name !== undefined && { interface: name }),
      };
    }
    case "draw":
      return isFormat(value["format"]) ? { type: "draw", format: value["format"] } : undefined;
    case "traffic": {
      const { tick } = value;
      return optional(tick, isTick) ? { type: "traffic", ...(tick && { tick }) } : undefined;
    }
    case "copied":
      return isString(value["text"]) && typeof value["ok"] === "boolean"
        ? { type: "copied", text: value["text"], ok: value["ok"] }
        : undefined;
    default:
      return undefined;
  }
}

function isState(value: unknown): value is MapState {
  return (
    isRecord(value) &&
    isEngine(value["engine"]) &&
    Array.isArray(value["networks"]) &&
    typeof value["loading"] === "boolean" &&
    optional(value["report"], isReport) &&
    optional(value["facts"], isFacts) &&
    optional(value["problem"], isProblem) &&
    optional(value["offer"], isProblem)
  );
}

function isEngine(value: unknown): value is EngineState {
  return (
    isRecord(value) &&
    isString(value["label"]) &&
    (value["status"] === "connecting" || value["status"] === "live" || value["status"] === "lost") &&
    optional(value["problem"], isProblem)
  );
}

function isReport(value: unknown): value is object {
  return isRecord(value) && isString(value["takenAt"]) && Array.isArray(value["links"]) && isRecord(value["engine"]);
}

function isFacts(value: unknown): value is object {
  return isRecord(value) && Array.isArray(value["networks"]) && Array.isArray(value["containers"]);
}

function isFormat(value: unknown): value is PictureFormat {
  return value === "svg" || value === "png" || value === "mermaid";
}

function isTick(value: unknown): value is TrafficTick {
  return isRecord(value) && Array.isArray(value["changed"]) && value["changed"].every(isLinkTraffic) && Array.isArray(value["gone"]) && value["gone"].every(isNumber);
}

function isLinkTraffic(value: unknown): boolean {
  return isRecord(value) && isNumber(value["ifindex"]) && isTraffic(value["total"]) && optional(value["rates"], isTraffic);
}

function isProblem(value: unknown): value is object {
  return isRecord(value) && isString(value["title"]) && isString(value["detail"]) && Array.isArray(value["actions"]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function optional<T>(value: unknown, is: (value: unknown) => value is T): value is T | undefined {
  return value === undefined || is(value);
}
