import * as vscode from "vscode";
import { decodeNetworkEditForm, editedNetwork, editIssuesOf, type NetworkEditForm, networkEditFormOf, rebuildOf, wantedSpec } from "../../core/networkEdit";
import { emptyNetworkForm, emptyPair, emptyPool, specOfForm } from "../../core/networkForm";
import { fieldOfRefusal } from "../../core/networkFormIssues";
import { plannedSteps, type Rebuild } from "../../core/rebuild";
import type { NetworkId } from "../../core/inventory";
import { plain } from "../../platform/words";
import { describeFormIssue } from "../../platform/wordsForm";
import { describeDoing } from "../../platform/wordsOperation";
import { commandText } from "./commandText";
import { type FormFacts, type FormModel, tidied } from "./model";
import { composeOutput, networkWarnings, wantsHost } from "./networkModel";
import { networkSections } from "./networkSections";

/** The form that changes a network: it shows what there is to be done while it is filled in. */
export const networkEditModel: FormModel<NetworkEditForm> = {
  empty: networkEditFormOf({ id: "" as NetworkId, spec: specOfForm(emptyNetworkForm), members: [] }),
  get title() {
    return vscode.l10n.t("Edit Network");
  },
  decode: decodeNetworkEditForm,
  row: (list) => (list === "pools" ? emptyPool : emptyPair),
  face(draft, facts, remark) {
    const form = tidied(draft);
    const rebuild = rebuildOf(form, facts.inventory);
    const why = blocked(form, facts);
    return {
      heading: vscode.l10n.t("Edit the Network {0}", plain(form.edited.spec.name)),
      intro: `${vscode.l10n.t("No engine changes a network, so it is taken away and made anew, with everybody on it again. If anything fails, all is put back as it was.")} ${effects(rebuild)}`,
      submit: vscode.l10n.t("Rebuild Network"),
      sections: networkSections(draft, form, facts, remark),
      outputs: [{ id: "plan", label: vscode.l10n.t("What will be done"), text: why === undefined ? planText(rebuild) : `# ${why}` }, composeOutput(rebuild.new.spec)],
      ...(why === undefined ? {} : { blocked: why }),
    };
  },
  issues: (draft, { inventory }) => new Map([...editIssuesOf(tidied(draft), inventory)].map(([id, issue]) => [id, describeFormIssue(issue)])),
  warnings(draft, facts) {
    const form = tidied(draft);
    const own = networkWarnings(networkEditFormOf(form.edited), facts);
    // What it has is the host's own already.
    return new Map([...networkWarnings(form, facts)].filter(([id, text]) => own.get(id) !== text));
  },
  work(draft, { inventory }) {
    const form = tidied(draft);
    const { edited } = form;
    return { kind: "rebuildNetwork", network: { id: editedNetwork(edited, inventory)?.id ?? edited.id, name: edited.spec.name }, base: edited.spec, spec: wantedSpec(form) };
  },
  fieldOfRefusal: (message, draft) => fieldOfRefusal(message, tidied(draft)),
  wants: wantsHost,
};

function blocked(form: NetworkEditForm, { inventory }: FormFacts): string | undefined {
  if (inventory.takenAt !== "" && editedNetwork(form.edited, inventory) === undefined) return vscode.l10n.t("The network is no longer there.");
  return wantedSpec(form) === form.edited.spec ? vscode.l10n.t("Nothing has been changed yet.") : undefined;
}

/** Who is detached, and who gets back which address. */
function effects({ old, new: renewed }: Rebuild): string {
  if (old.members.length === 0) return vscode.l10n.t("No container is attached: nobody notices.");
  const addresses = renewed.members.map(({ container, endpoint: { ipv4, ipv6 }, untold }) => {
    const address = [ipv4, ipv6].filter((part) => part !== undefined).join(" ");
    const chosen = untold === true ? vscode.l10n.t("the engine’s choice, as Podman does not tell a fixed one while it is stopped") : vscode.l10n.t("the engine’s choice");
    return vscode.l10n.t("{0}: {1}", plain(container.name), address === "" ? chosen : address);
  });
  const detached = old.members.length === 1 ? vscode.l10n.t("1 container is detached for a moment.") : vscode.l10n.t("{0} containers are detached for a moment.", old.members.length);
  return `${detached} ${vscode.l10n.t("Addresses after: {0}", addresses.slice(0, 6).join(", ") + (addresses.length > 6 ? "…" : ""))}`;
}

/** Every step in words, with the command that does the same. */
function planText(rebuild: Rebuild): string {
  return plannedSteps(rebuild).map((step, at) => `# ${at + 1}. ${describeDoing(step)}\n${commandText(step)}`).join("\n");
}
