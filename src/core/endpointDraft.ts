import { checkAddress, type IpamIssue } from "./ipam";
import type { Inventory, Network } from "./inventory";
import { type AliasIssue, checkAliases, splitAliases } from "./names";
import { refusalOf } from "./refusal";
import type { EndpointSpec } from "./spec";

/** An endpoint while it is being described, as it was typed. Empty texts are the engine's choice. */
export interface EndpointDraft {
  readonly aliases: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export type EndpointStep = keyof EndpointDraft | "review";

export const emptyEndpoint: EndpointDraft = { aliases: "", ipv4: "", ipv6: "" };

export function endpointSteps(network: Network): EndpointStep[] {
  return network.ipv6 ? ["aliases", "ipv4", "ipv6", "review"] : ["aliases", "ipv4", "review"];
}

/** Checks one step against what is there. */
export function checkEndpoint(
  step: keyof EndpointDraft,
  text: string,
  network: Network,
  inventory: Inventory,
): AliasIssue | IpamIssue | undefined {
  if (text === "") return undefined;
  return step === "aliases" ? checkAliases(splitAliases(text)) : checkAddress(text, step, network, inventory);
}

export function endpointOf({ aliases, ipv4, ipv6 }: EndpointDraft): EndpointSpec {
  return {
    aliases: splitAliases(aliases),
    ...(ipv4 === "" ? {} : { ipv4 }),
    ...(ipv6 === "" ? {} : { ipv6 }),
  };
}

/** The step that an engine's refusal is about; `review` when it is not about what was typed. */
export function stepOfEndpointRefusal(message: string, draft: EndpointDraft): EndpointStep {
  const kind = refusalOf(message);
  if (kind === "aliasNotHere") return "aliases";
  const aboutAddress = kind === "addressInUse" || kind === "addressOutside" || kind === "addressNeedsSubnet";
  if (!aboutAddress || (draft.ipv4 === "" && draft.ipv6 === "")) return "review";
  return draft.ipv4 === "" ? "ipv6" : "ipv4";
}
