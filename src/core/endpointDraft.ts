import { contains, parseAddress, parseCidr, parseMac } from "./address";
import { type EndpointField, rare, usual } from "./endpointField";
import { checkAddress, type IpamIssue } from "./ipam";
import type { Inventory, Network } from "./inventory";
import { type AliasIssue, checkAliases, splitAliases } from "./names";
import { refusalOf } from "./refusal";
import type { EndpointSpec } from "./spec";

export type EndpointStep = EndpointField | "review";

/** An endpoint while it is being described, as it was typed. Empty texts are the engine's choice; lists are written with spaces. */
export type EndpointDraft = Readonly<Record<EndpointField, string>> & {
  /** Which of the rare ones have been asked for. */
  readonly asked: readonly EndpointField[];
};

export const emptyEndpoint: EndpointDraft = { aliases: "", ipv4: "", ipv6: "", linkLocal: "", mac: "", priority: "", options: "", links: "", asked: [] };

export type EndpointIssue =
  | AliasIssue
  | IpamIssue
  /** not in 169.254.0.0/16 or fe80::/10 */ | { readonly kind: "notLinkLocal"; readonly text: string }
  | { readonly kind: "notMac"; readonly text: string }
  /** the lowest bit of its first byte says that it means a group */ | { readonly kind: "macGroup"; readonly text: string }
  | { readonly kind: "notWhole"; readonly text: string }
  /** not `key=value` */ | { readonly kind: "notOption"; readonly text: string }
  /** not `container` or `container:alias` */ | { readonly kind: "notLink"; readonly text: string }
  | { readonly kind: "linkUnknown"; readonly container: string };

/** The steps of a draft, in order. */
export function endpointSteps(network: Network, { asked }: EndpointDraft): EndpointStep[] {
  return [...usual.filter((step) => step !== "ipv6" || network.ipv6), ...rare.filter((step) => asked.includes(step)), "review"];
}

/** Checks one step against what is there. */
export function checkEndpoint(step: EndpointField, text: string, network: Network, inventory: Inventory): EndpointIssue | undefined {
  if (text === "") return undefined;
  switch (step) {
    case "aliases":
      return checkAliases(splitAliases(text));
    case "ipv4":
    case "ipv6":
      return checkAddress(text, step, network, inventory);
    case "linkLocal":
      return first(text, checkLinkLocal);
    case "mac": {
      const mac = parseMac(text);
      if (mac === undefined) return { kind: "notMac", text };
      return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 ? { kind: "macGroup", text } : undefined;
    }
    case "priority":
      return /^-?\d{1,9}$/.test(text) ? undefined : { kind: "notWhole", text };
    case "options":
      return first(text, (option) => (/^[^=]+=/.test(option) ? undefined : { kind: "notOption", text: option }));
    case "links":
      return first(text, (link) => checkLink(link, inventory));
  }
}

function first(text: string, check: (item: string) => EndpointIssue | undefined): EndpointIssue | undefined {
  return split(text).map(check).find((issue) => issue !== undefined);
}

const linkLocalRanges = ["169.254.0.0/16", "fe80::/10"].flatMap((range) => parseCidr(range) ?? []);

function checkLinkLocal(text: string): EndpointIssue | undefined {
  const address = parseAddress(text);
  if (address === undefined) return { kind: "notAddress", text };
  return linkLocalRanges.some((range) => contains(range, address)) ? undefined : { kind: "notLinkLocal", text };
}

function checkLink(text: string, { containers }: Inventory): EndpointIssue | undefined {
  const [, container] = /^([\w.-]+)(?::[\w.-]+)?$/.exec(text) ?? [];
  if (container === undefined) return { kind: "notLink", text };
  const known = containers.some(({ name, id }) => name === container || (container.length >= 4 && id.startsWith(container)));
  return known ? undefined : { kind: "linkUnknown", container };
}

/** What is asked of the engine. */
export function endpointOf({ aliases, ipv4, ipv6, linkLocal, mac, priority, options, links }: EndpointDraft): EndpointSpec {
  return {
    aliases: splitAliases(aliases),
    ...(ipv4 === "" ? {} : { ipv4 }),
    ...(ipv6 === "" ? {} : { ipv6 }),
    ...(mac === "" ? {} : { mac: parseMac(mac) ?? mac }),
    ...(linkLocal === "" ? {} : { linkLocal: split(linkLocal) }),
    ...(priority === "" ? {} : { gatewayPriority: Number(priority) }),
    ...(links === "" ? {} : { links: split(links).map((link) => (link.includes(":") ? link : `${link}:${link}`)) }),
    ...(options === "" ? {} : { options: Object.fromEntries(split(options).map((option) => [option.slice(0, option.indexOf("=")), option.slice(option.indexOf("=") + 1)])) }),
  };
}

function split(text: string): string[] {
  return text.split(/[\s，、]+/).filter((part) => part !== "");
}

/** The step that an engine's refusal is about; `review` when it is not about what was typed. */
export function stepOfEndpointRefusal(message: string, draft: EndpointDraft): EndpointStep {
  const kind = refusalOf(message);
  if (kind === "aliasNotHere") return "aliases";
  if (/gateway priority/i.test(message) && draft.priority !== "") return "priority";
  if (/MAC address/i.test(message) && draft.mac !== "") return "mac";
  const aboutAddress = kind === "addressInUse" || kind === "addressOutside" || kind === "addressNeedsSubnet";
  if (!aboutAddress || (draft.ipv4 === "" && draft.ipv6 === "")) return "review";
  return draft.ipv4 === "" ? "ipv6" : "ipv4";
}
