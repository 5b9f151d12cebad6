import * as vscode from "vscode";
import { contains, overlaps, parseCidr } from "../../core/address";
import { beyondCompose, composeNetwork } from "../../core/compose";
import { hasParent } from "../../core/driverOptions";
import { decodeNetworkForm, emptyNetworkForm, emptyPair, emptyPool, type NetworkForm, specOfForm } from "../../core/networkForm";
import { bridgeName, fieldOfRefusal, issuesOf } from "../../core/networkFormIssues";
import type { NetworkSpec } from "../../core/spec";
import { describeFormIssue } from "../../platform/wordsForm";
import type { FormOutput } from "../../protocol/form";
import { commandText } from "./commandText";
import { type FormFacts, type FormModel, tidied } from "./model";
import { networkSections } from "./networkSections";

/** The form that creates a network. */
export const networkModel: FormModel<NetworkForm> = {
  empty: emptyNetworkForm,
  get title() {
    return vscode.l10n.t("Create Network");
  },
  decode: decodeNetworkForm,
  row: (list) => (list === "pools" ? emptyPool : emptyPair),
  face(draft, facts, remark) {
    const form = tidied(draft);
    const spec = specOfForm({ ...form, name: form.name === "" ? "NAME" : form.name });
    return {
      heading: vscode.l10n.t("Create Network"),
      intro: vscode.l10n.t("Only the name is needed; what is left empty is the engine’s choice."),
      submit: vscode.l10n.t("Create Network"),
      sections: networkSections(draft, form, facts, remark),
      outputs: [
        { id: "command", label: vscode.l10n.t("Command"), text: commandText({ kind: "createNetwork", spec }) },
        composeOutput(spec),
      ],
    };
  },
  issues: (draft, { inventory }) => new Map([...issuesOf(tidied(draft), inventory)].map(([id, issue]) => [id, describeFormIssue(issue)])),
  warnings: (draft, facts) => networkWarnings(tidied(draft), facts),
  work: (draft) => ({ kind: "createNetwork", spec: specOfForm(tidied(draft)) }),
  fieldOfRefusal: (message, draft) => fieldOfRefusal(message, tidied(draft)),
  wants: wantsHost,
};

/** The host is looked at only for what is compared with it. */
export function wantsHost({ driver, pools, settings }: NetworkForm): { readonly host: boolean; readonly images: boolean } {
  return { host: hasParent(driver) || pools.some(({ subnet }) => subnet !== "") || settings[bridgeName] !== "", images: false };
}

/** The network in a Compose file, with what cannot be said there. */
export function composeOutput(spec: NetworkSpec): FormOutput {
  const unsaid = beyondCompose(spec);
  const comment = unsaid.length === 0 ? "" : `# ${vscode.l10n.t("Compose has no words for: {0}", unsaid.join(", "))}\n`;
  return { id: "compose", label: "Compose", text: comment + composeNetwork(spec) };
}

/** The engine takes a subnet that the host reaches elsewhere, and the host's own traffic there is lost: worth a word. */
export function networkWarnings({ pools, driver, settings }: NetworkForm, { host, routes = () => [] }: FormFacts): Map<string, string> {
  const found = new Map<string, string>();
  if (host === undefined) return found;
  const name = driver === "bridge" ? settings[bridgeName] : undefined;
  const there = name === undefined || name === "" ? undefined : [...host.bridges, ...host.others].find((one) => one.name === name);
  if (there !== undefined) {
    found.set(`settings/${bridgeName}`, there.kind === "bridge" ? vscode.l10n.t("There is a bridge of this name on the engine’s host: the network would use it as it is.") : vscode.l10n.t("There is an interface of this name on the engine’s host already."));
  }
  // A macvlan or ipvlan is meant to be in the subnet of its parent, and an overlay is in a namespace of its own: the host gets no route to them.
  if (hasParent(driver) || driver === "overlay") return found;
  const places = [...host.others, ...host.bridges.filter(({ networks }) => networks.length === 0)];
  pools.forEach(({ subnet }, index) => {
    const cidr = parseCidr(subnet);
    if (cidr === undefined) return;
    for (const { name, addresses } of places) {
      const taken = addresses.find((address) => {
        const other = parseCidr(address);
        return other !== undefined && other.prefix < (other.family === "ipv4" ? 32 : 128) && overlaps(other, cidr);
      });
      if (taken !== undefined) {
        found.set(`pools/${index}/subnet`, vscode.l10n.t("The engine’s host reaches {0} by its interface {1}: it would no longer get there.", taken, name));
        return;
      }
    }
    const route = routes().find(({ destination }) => {
      const other = parseCidr(destination);
      return other !== undefined && other.prefix > 0 && (overlaps(other, cidr) || contains(other, { family: cidr.family, value: cidr.address }));
    });
    if (route !== undefined) found.set(`pools/${index}/subnet`, vscode.l10n.t("The engine’s host has a route to {0} by {1}: what is there could no longer be reached.", route.destination, route.interface));
  });
  return found;
}
