import * as vscode from "vscode";
import { checkEdit, draftOfSpec, type EditDraft, editedSpec, type EditField, editFields, firstEditIssue } from "../../core/edit";
import { modeOfInspected, specOfInspected } from "../../core/inspected";
import { type Container, membersOf, type Network } from "../../core/inventory";
import { membersAfter, plannedSteps, type Rebuild } from "../../core/rebuild";
import type { NetworkSpec } from "../../core/spec";
import type { Target } from "../../core/target";
import { askOne, askText, cancelled, type Choice, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { describeDoing } from "../../platform/wordsOperation";
import { describeIssue } from "../../platform/wordsInput";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, networkChoice, networksById } from "../lookUp";
import { commandLine } from "../operate";
import { noteEndpoint } from "../reattach";
import { Journal } from "../rebuild/journal";
import { rebuildTo } from "../rebuild/rebuild";
import { networkIds } from "../targets";

/** Asks what of a network is to be different, shows how it is done, and does it. */
export async function editNetworkAsking(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const [id] = networkIds(clicked === undefined ? [] : [clicked]);
  const [given] = id === undefined ? [] : await networksById(context, [id]);
  const network = given ?? (await askNetwork(context));
  const spec = await specOf(context, network);
  const first = await context.session.inventory();
  let draft = draftOfSpec(spec);
  for (;;) {
    const inventory = context.session.snapshot.inventory ?? first;
    const issue = firstEditIssue(draft, network, inventory);
    const field = await askField(network, draft, draftOfSpec(spec), issue);
    if (field === "plan") {
      if (await editNetwork(context, network, editedSpec(spec, draft))) return;
    } else if (typeof draft[field] === "boolean") draft = { ...draft, [field]: !draft[field] };
    else {
      const { value } = await askText({
        title: titleOf(network),
        place: { step: 2, total: 2, back: true },
        value: draft[field],
        prompt: promptOf(field),
        check: (text) => {
          const problem = checkEdit(field, { ...draft, [field]: text }, network, context.session.snapshot.inventory ?? first);
          return problem && describeIssue(problem);
        },
      });
      draft = { ...draft, [field]: value };
    }
  }
}

/**
 * Makes a network as `wanted` says: shows the plan, then takes it away and makes it anew, with everybody on it again. On any
 * failure all is put back as it was. Rejects with `RebuildError`.
 * @returns false if the user went back
 */
export async function editNetwork(context: CommandContext, network: Network, wanted: NetworkSpec): Promise<boolean> {
  const spec = await specOf(context, network);
  const inventory = await context.session.inventory();
  await refuseIds(context, network, inventory.containers);
  const members = await Promise.all(membersOf(inventory, network).map(({ container }) => noteEndpoint(context, container, network)));
  const rebuild: Rebuild = { old: { id: network.id, spec, members }, new: { spec: wanted, members: membersAfter(members, wanted) } };
  const steps = plannedSteps(rebuild);
  const { value, back } = await askOne<"run" | "copy">({
    title: titleOf(network),
    place: { step: 2, total: 2, back: true },
    placeholder: effects(rebuild),
    sections: [
      {
        choices: [
          { label: vscode.l10n.t("Rebuild {0} now", plain(network.name)), icon: "sync", detail: effects(rebuild), value: "run" },
          { label: vscode.l10n.t("Copy the commands and close"), icon: "copy", value: "copy" },
        ],
      },
      { heading: vscode.l10n.t("what will be done, in this order"), choices: steps.map((step, n) => ({ label: `${n + 1}. ${describeDoing(step)}`, detail: commandLine(step), icon: "blank", value: "run" as const })) },
    ],
    active: "run",
  });
  if (back) return false;
  if (value === undefined) throw cancelled();
  if (value === "copy") {
    await vscode.env.clipboard.writeText(steps.map(commandLine).join("\n"));
    void tell("info", vscode.l10n.t("Copied {0} commands.", steps.length));
    return true;
  }
  const engine = await context.session.engine();
  await rebuildTo(context, "finish", Journal.entry(engine.info.id, rebuild));
  return true;
}

/** Who is detached, and who gets back which address. */
function effects({ old, new: renewed }: Rebuild): string {
  if (old.members.length === 0) return vscode.l10n.t("No container is attached: nobody notices.");
  const addresses = renewed.members.map(({ container, endpoint: { ipv4, ipv6 } }) => {
    const address = [ipv4, ipv6].filter((part) => part !== undefined).join(" ");
    return vscode.l10n.t("{0}: {1}", plain(container.name), address === "" ? vscode.l10n.t("the engine’s choice") : address);
  });
  const detached = old.members.length === 1 ? vscode.l10n.t("1 container is detached for a moment.") : vscode.l10n.t("{0} containers are detached for a moment.", old.members.length);
  return `${detached} ${vscode.l10n.t("Addresses after: {0}", addresses.slice(0, 6).join(", ") + (addresses.length > 6 ? "…" : ""))}`;
}

/** A container that was created with the network's id looks for that id when it starts: a network made anew has another. */
async function refuseIds(context: CommandContext, network: Network, containers: readonly Container[]): Promise<void> {
  const engine = await context.session.engine();
  const created = containers.filter(({ mode }) => mode.kind === "network" && mode.network === network.name);
  for (const { id, name } of created) {
    const mode = modeOfInspected(await engine.inspectContainer(id));
    if (mode !== network.name && mode.length >= 12 && network.id.startsWith(mode)) {
      throw new Refusal(vscode.l10n.t("{0} was created with the id of {1}, not its name, and could not start on a network with another id. Create it anew with the name first.", plain(name), plain(network.name)));
    }
  }
}

async function specOf(context: CommandContext, network: Network): Promise<NetworkSpec> {
  if (network.builtIn) throw new Refusal(vscode.l10n.t("{0} is one of the engine’s own networks and cannot be rebuilt.", plain(network.name)));
  const engine = await context.session.engine();
  const spec = specOfInspected(await engine.inspectNetwork(network.id));
  if (spec === undefined) throw new Refusal(vscode.l10n.t("{0} belongs to a swarm, which alone can make it again. Change it where the swarm is managed.", plain(network.name)));
  return spec;
}

async function askNetwork(context: CommandContext): Promise<Network> {
  const { networks } = await context.session.inventory();
  return await choose(vscode.l10n.t("Edit Network"), vscode.l10n.t("Choose a network"), networks.filter(({ builtIn }) => !builtIn).map(networkChoice), vscode.l10n.t("There is no network."));
}

const titleOf = ({ name }: Network): string => vscode.l10n.t("Edit the Network {0}", plain(name));

async function askField(network: Network, draft: EditDraft, before: EditDraft, issue: EditField | undefined): Promise<EditField | "plan"> {
  const changed = editFields(draft).filter((field) => draft[field] !== before[field]);
  const why = issue !== undefined ? vscode.l10n.t("{0} will not do like this.", nameOf(issue)) : changed.length === 0 ? vscode.l10n.t("Nothing has been changed yet.") : undefined;
  const { value } = await askOne<EditField | "plan">({
    title: titleOf(network),
    place: { step: 1, total: 2, back: false },
    placeholder: vscode.l10n.t("Choose what is to be different. The network is rebuilt, which is shown before it is done"),
    sections: [
      { choices: [{ label: vscode.l10n.t("Show what will be done…"), icon: "checklist", value: "plan", ...(why === undefined ? { description: changed.map(nameOf).join(", ") } : { why }) }] },
      { heading: vscode.l10n.t("change"), choices: editFields(draft).map((field) => fieldChoice(field, draft, before)) },
    ],
    active: changed.length === 0 || issue !== undefined ? "name" : "plan",
  });
  if (value === undefined) throw cancelled();
  return value;
}

function fieldChoice(field: EditField, draft: EditDraft, before: EditDraft): Choice<EditField> {
  const words = (value: string | boolean): string =>
    typeof value === "boolean" ? (value ? vscode.l10n.t("yes") : vscode.l10n.t("no")) : value !== "" ? value : ["options", "labels"].includes(field) ? vscode.l10n.t("none") : vscode.l10n.t("the engine’s choice");
  const now = draft[field];
  const was = before[field];
  return {
    label: nameOf(field),
    description: now === was ? words(now) : vscode.l10n.t("{0} (was: {1})", words(now), words(was)),
    icon: now !== was ? "circle-filled" : typeof now === "boolean" ? "arrow-swap" : "edit",
    value: field,
  };
}

function nameOf(field: EditField): string {
  switch (field) {
    case "name":
      return vscode.l10n.t("Name");
    case "subnet":
      return vscode.l10n.t("IPv4 subnet");
    case "gateway":
      return vscode.l10n.t("Gateway");
    case "range":
      return vscode.l10n.t("IP range");
    case "ipv6":
      return vscode.l10n.t("IPv6");
    case "subnet6":
      return vscode.l10n.t("IPv6 subnet");
    case "gateway6":
      return vscode.l10n.t("IPv6 gateway");
    case "internal":
      return vscode.l10n.t("Internal");
    case "attachable":
      return vscode.l10n.t("Attachable");
    case "options":
      return vscode.l10n.t("Driver options");
    case "labels":
      return vscode.l10n.t("Labels");
  }
}

function promptOf(field: EditField): string {
  switch (field) {
    case "options":
      return vscode.l10n.t("Driver options as key=value, separated by spaces; in quotes where a value holds one");
    case "labels":
      return vscode.l10n.t("Labels as key=value, separated by spaces; in quotes where a value holds one");
    case "name":
      return vscode.l10n.t("Name of the network");
    case "range":
      return vscode.l10n.t("Containers get addresses of this part of the subnet only; empty for all of it");
    case "subnet":
    case "gateway":
    case "subnet6":
    case "gateway6":
    case "ipv6":
    case "internal":
    case "attachable":
      return vscode.l10n.t("{0}; empty lets the engine choose", nameOf(field));
  }
}
