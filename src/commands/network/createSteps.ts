import * as vscode from "vscode";
import { checkStep, choosesIpv6, type DraftStep, driverOffers, flagsOf, type NetworkDraft, type NetworkFlag, specOf, stepsOf } from "../../core/draft";
import type { Inventory } from "../../core/inventory";
import { addressSpaceOf, defaultGateway, freeSubnet, freeSubnet6 } from "../../core/ipam";
import { askMany, askOne, askText, type Choice, cancelled } from "../../platform/prompts";
import type { Answer, Place } from "../../platform/promptsWalk";
import { describeDriver } from "../../platform/wordsDriver";
import { describeIssue } from "../../platform/wordsInput";
import { choicesToRun, commandLine } from "../operate";

/** What the engine said to a draft, and which step it is about. */
export interface Refused {
  readonly step: DraftStep;
  readonly draft: NetworkDraft;
  readonly title: string;
  readonly detail: string;
}

export interface Circumstances {
  readonly inventory: Inventory;
  readonly refused: Refused | undefined;
  /** Goes on in the form with all options. */
  readonly openForm: (draft: NetworkDraft) => Promise<void>;
}

type DraftAnswer = Answer<NetworkDraft, DraftStep>;
type TextStep = "name" | "parent" | "subnet" | "gateway" | "subnet6";

/** Asks for one step of a network. */
export async function askStep(step: DraftStep, draft: NetworkDraft, place: Place, circumstances: Circumstances): Promise<DraftAnswer> {
  switch (step) {
    case "driver":
      return await askDriver(draft, place, circumstances);
    case "flags":
      return await askFlags(draft, place);
    case "review":
      return await askReview(draft, place, circumstances);
    case "name":
    case "parent":
    case "subnet":
    case "gateway":
    case "subnet6":
      return await askLine(step, draft, place, circumstances);
  }
}

const title = (): string => vscode.l10n.t("Create Network");

async function askLine(step: TextStep, draft: NetworkDraft, place: Place, { inventory, refused }: Circumstances): Promise<DraftAnswer> {
  const refusal = refused?.step === step && refused.draft[step] === draft[step] ? refused.detail : undefined;
  const { value, back } = await askText({
    title: title(),
    place,
    value: draft[step],
    ...lineWords(step, draft, inventory),
    ...(refusal === undefined ? {} : { refusal }),
    check: (text) => {
      const issue = checkStep(step, { ...draft, [step]: text }, inventory);
      return issue && describeIssue(issue);
    },
  });
  return { draft: { ...draft, [step]: value }, go: back ? "back" : "next" };
}

function lineWords(step: TextStep, draft: NetworkDraft, inventory: Inventory): { prompt: string; placeholder: string } {
  const space = addressSpaceOf(draft.driver);
  const example = (subnet: string | undefined): string =>
    subnet === undefined ? "" : vscode.l10n.t("For example {0}, which is free", subnet);
  switch (step) {
    case "name":
      return { prompt: vscode.l10n.t("Name of the network"), placeholder: "my-net" };
    case "parent":
      return {
        prompt: vscode.l10n.t("Interface of the engine’s host that carries the network; empty makes one without connection to the outside"),
        placeholder: vscode.l10n.t("For example eth0, or eth0.10 for VLAN 10"),
      };
    case "subnet":
      return { prompt: vscode.l10n.t("IPv4 subnet; empty lets the engine choose"), placeholder: example(freeSubnet(space, inventory)) };
    case "gateway":
      return {
        prompt: vscode.l10n.t("Gateway of {0}; empty lets the engine take the first address", draft.subnet),
        placeholder: defaultGateway(draft.subnet) ?? "",
      };
    case "subnet6":
      return {
        prompt: choosesIpv6(inventory.engine) ? vscode.l10n.t("IPv6 subnet; empty lets the engine choose") : vscode.l10n.t("IPv6 subnet; this engine does not choose one"),
        placeholder: example(freeSubnet6(space, inventory)),
      };
  }
}

async function askDriver(draft: NetworkDraft, place: Place, { inventory, refused }: Circumstances): Promise<DraftAnswer> {
  const choices = driverOffers(inventory.engine).map((offer): Choice<string> => {
    const { driver } = offer;
    const refusal = refused?.step === "driver" && refused.draft.driver === driver ? refused.detail : undefined;
    const detail = refusal ?? describeDriver(driver);
    const why = offer.offered
      ? undefined
      : offer.why === "needsSwarm"
        ? vscode.l10n.t("Needs a swarm, and this engine is in none; see “docker swarm init”.")
        : vscode.l10n.t("There is exactly one such network and the engine has made it.");
    return { label: driver, value: driver, icon: refusal === undefined ? "circle-outline" : "warning", detail, ...(why === undefined ? {} : { why }) };
  });
  const { value, back } = await askOne({
    title: title(),
    place,
    placeholder: vscode.l10n.t("Driver: how the network is made"),
    sections: [
      { choices: choices.filter(({ why }) => why === undefined) },
      { heading: vscode.l10n.t("not possible here"), choices: choices.filter(({ why }) => why !== undefined) },
    ],
    active: draft.driver,
  });
  return { draft: value === undefined ? draft : { ...draft, driver: value }, go: back ? "back" : "next" };
}

async function askFlags(draft: NetworkDraft, place: Place): Promise<DraftAnswer> {
  const words: Record<NetworkFlag, { label: string; detail: string }> = {
    internal: { label: vscode.l10n.t("Internal"), detail: vscode.l10n.t("No way to the outside: containers reach only each other") },
    ipv6: { label: vscode.l10n.t("IPv6"), detail: vscode.l10n.t("Containers get IPv6 addresses too") },
    attachable: { label: vscode.l10n.t("Attachable"), detail: vscode.l10n.t("Containers can be attached by hand, not only services of the swarm") },
  };
  const { value, back } = await askMany({
    title: title(),
    place,
    placeholder: vscode.l10n.t("Options: tick what is wanted, or none"),
    sections: [{ choices: flagsOf(draft.driver).map((flag) => ({ ...words[flag], value: flag, picked: draft.flags.includes(flag) })) }],
  }, 0);
  return { draft: { ...draft, flags: value }, go: back ? "back" : "next" };
}

async function askReview(draft: NetworkDraft, place: Place, { refused, openForm }: Circumstances): Promise<DraftAnswer> {
  const operation = { kind: "createNetwork", spec: specOf(draft) } as const;
  const refusal = refused?.step === "review" && refused.draft === draft ? refused : undefined;
  const edit = stepsOf(draft).filter((step) => step !== "review");
  const { value, back } = await askOne<"create" | "copy" | "form" | DraftStep>({
    title: title(),
    place,
    placeholder: refusal?.detail ?? vscode.l10n.t("Press Enter to create the network as this command would"),
    sections: [
      {
        choices: [
          ...choicesToRun(operation, { label: vscode.l10n.t("Create {0}", draft.name), icon: refusal === undefined ? "check" : "warning", value: "create" as const }),
          ...(refusal === undefined ? [] : [{ label: refusal.title, icon: "error", detail: refusal.detail, value: "create" as const }]),
          { label: vscode.l10n.t("More Options…"), icon: "settings", detail: vscode.l10n.t("Opens the form, with what was entered here"), value: "form" },
          { label: vscode.l10n.t("Copy the command and close"), icon: "copy", value: "copy" },
        ],
      },
      { heading: vscode.l10n.t("change"), choices: edit.map((step) => ({ ...reviewWords(step, draft), icon: "edit", value: step })) },
    ],
    active: "create",
  });
  if (back) return { draft, go: "back" };
  if (value === "copy") {
    await vscode.env.clipboard.writeText(commandLine(operation));
    throw cancelled();
  }
  if (value === "form") {
    await openForm(draft);
    throw cancelled();
  }
  return { draft, go: value === undefined || value === "create" ? "next" : { to: value } };
}

function reviewWords(step: DraftStep, draft: NetworkDraft): { label: string; description: string } {
  const chosen = (text: string): string => (text === "" ? vscode.l10n.t("the engine’s choice") : text);
  switch (step) {
    case "name":
      return { label: vscode.l10n.t("Name"), description: draft.name };
    case "driver":
      return { label: vscode.l10n.t("Driver"), description: draft.driver };
    case "parent":
      return { label: vscode.l10n.t("Parent interface"), description: chosen(draft.parent) };
    case "subnet":
      return { label: vscode.l10n.t("Subnet"), description: chosen(draft.subnet) };
    case "gateway":
      return { label: vscode.l10n.t("Gateway"), description: chosen(draft.gateway) };
    case "flags":
      return { label: vscode.l10n.t("Options"), description: draft.flags.length === 0 ? vscode.l10n.t("none") : draft.flags.join(", ") };
    case "subnet6":
      return { label: vscode.l10n.t("IPv6 subnet"), description: chosen(draft.subnet6) };
    case "review":
      return { label: "", description: "" };
  }
}
