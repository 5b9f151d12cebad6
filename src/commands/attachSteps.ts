import * as vscode from "vscode";
import { checkEndpoint, type EndpointDraft, endpointOf, endpointSteps, type EndpointStep } from "../core/endpointDraft";
import { apiOf, type EndpointField, rare, takes } from "../core/endpointField";
import { freeAddress } from "../core/ipam";
import type { Container, Inventory, Network } from "../core/inventory";
import type { EndpointSpec, Operation } from "../core/spec";
import { askOne, askText, cancelled, type Choice } from "../platform/prompts";
import type { Answer, Place } from "../platform/promptsWalk";
import { plain } from "../platform/words";
import { describeIssue } from "../platform/wordsInput";
import { choicesToRun, commandLine } from "./operate";

/** One container to be attached to one network. */
export interface Pair {
  readonly container: Container;
  readonly network: Network;
}

/** What the engine said to a draft, and which step it is about. */
export interface Refused {
  readonly step: EndpointStep;
  readonly draft: EndpointDraft;
  readonly title: string;
  readonly detail: string;
}

interface Circumstances {
  readonly inventory: Inventory;
  readonly refused: Refused | undefined;
}

export const attachTitle = ({ container, network }: Pair): string =>
  vscode.l10n.t("Attach {0} to {1}", plain(container.name), plain(network.name));

export function connect({ container, network }: Pair, endpoint: EndpointSpec): Operation {
  return {
    kind: "connect",
    network: { id: network.id, name: network.name },
    container: { id: container.id, name: container.name },
    endpoint,
  };
}

type EndpointAnswer = Answer<EndpointDraft, EndpointStep>;

/** Asks for one step of an endpoint. */
export async function askEndpointStep(step: EndpointStep, pair: Pair, draft: EndpointDraft, place: Place, circumstances: Circumstances): Promise<EndpointAnswer> {
  return step === "review" ? await askReview(pair, draft, place, circumstances) : await askLine(step, pair, draft, place, circumstances);
}

async function askLine(step: EndpointField, pair: Pair, draft: EndpointDraft, place: Place, { inventory, refused }: Circumstances): Promise<EndpointAnswer> {
  const refusal = refused?.step === step && refused.draft[step] === draft[step] ? refused.detail : undefined;
  const { value, back } = await askText({
    title: attachTitle(pair),
    place,
    value: draft[step],
    ...lineWords(step, pair.network, inventory),
    ...(refusal === undefined ? {} : { refusal }),
    check: (text) => {
      const issue = checkEndpoint(step, text, pair.network, inventory);
      return issue && describeIssue(issue);
    },
  });
  return { draft: { ...draft, [step]: value }, go: back ? "back" : "next" };
}

function lineWords(step: EndpointField, network: Network, inventory: Inventory): { prompt: string; placeholder: string } {
  const inside = (six: boolean): string => {
    const subnets = network.pools.map(({ subnet }) => subnet).filter((subnet) => subnet.includes(":") === six).join(", ");
    const free = freeAddress(network, six ? "ipv6" : "ipv4", inventory);
    return free === undefined ? vscode.l10n.t("Inside {0}", subnets) : vscode.l10n.t("Inside {0}; for example {1}, which is free", subnets, free);
  };
  switch (step) {
    case "aliases":
      return {
        prompt: vscode.l10n.t("Aliases: further names by which the others on {0} find it, separated by spaces; may be empty", plain(network.name)),
        placeholder: vscode.l10n.t("For example web www"),
      };
    case "ipv4":
      return { prompt: vscode.l10n.t("Fixed IPv4 address; empty lets the engine choose"), placeholder: inside(false) };
    case "ipv6":
      return { prompt: vscode.l10n.t("Fixed IPv6 address; empty lets the engine choose"), placeholder: inside(true) };
    case "linkLocal":
      return { prompt: vscode.l10n.t("Link-local addresses besides, separated by spaces"), placeholder: vscode.l10n.t("For example 169.254.1.2 or fe80::2") };
    case "mac":
      return { prompt: vscode.l10n.t("MAC address; some engines take it and give another, and then that is told"), placeholder: vscode.l10n.t("For example 02:42:ac:11:00:09") };
    case "priority":
      return { prompt: vscode.l10n.t("Gateway priority: of all its networks, the one with the highest number is its way out"), placeholder: vscode.l10n.t("A whole number; 0 if nothing is said") };
    case "options":
      return { prompt: vscode.l10n.t("Driver options as key=value, separated by spaces"), placeholder: "com.docker.network.endpoint.ifname=eth7" };
    case "links":
      return { prompt: vscode.l10n.t("Links as container:alias, separated by spaces: names that only this container knows"), placeholder: vscode.l10n.t("For example db:database") };
  }
}

function fieldName(field: EndpointField): string {
  switch (field) {
    case "aliases":
      return vscode.l10n.t("Aliases");
    case "ipv4":
      return vscode.l10n.t("IPv4 address");
    case "ipv6":
      return vscode.l10n.t("IPv6 address");
    case "linkLocal":
      return vscode.l10n.t("Link-local addresses");
    case "mac":
      return vscode.l10n.t("MAC address");
    case "priority":
      return vscode.l10n.t("Gateway priority");
    case "options":
      return vscode.l10n.t("Driver options");
    case "links":
      return vscode.l10n.t("Links to containers");
  }
}

async function askReview(pair: Pair, draft: EndpointDraft, place: Place, { inventory, refused }: Circumstances): Promise<EndpointAnswer> {
  const refusal = refused?.step === "review" && refused.draft === draft ? refused : undefined;
  const operation = connect(pair, endpointOf(draft));
  const fields = [...endpointSteps(pair.network, { ...draft, asked: rare })].filter((step) => step !== "review");
  const { value, back } = await askOne<"attach" | "copy" | EndpointField>({
    title: attachTitle(pair),
    place,
    placeholder: refusal?.detail ?? vscode.l10n.t("Press Enter to attach as this command would"),
    sections: [
      {
        choices: [
          ...choicesToRun(operation, { label: vscode.l10n.t("Attach now"), icon: "plug", value: "attach" as const }),
          ...(refusal === undefined ? [] : [{ label: refusal.title, icon: "error", detail: refusal.detail, value: "attach" as const }]),
          { label: vscode.l10n.t("Copy the command and close"), icon: "copy", value: "copy" },
        ],
      },
      { heading: vscode.l10n.t("change or add"), choices: fields.map((field) => fieldChoice(field, draft, inventory)) },
    ],
    active: "attach",
  });
  if (back) return { draft, go: "back" };
  if (value === "copy") {
    await vscode.env.clipboard.writeText(commandLine(operation));
    throw cancelled();
  }
  if (value === undefined || value === "attach") return { draft, go: "next" };
  return { draft: { ...draft, asked: [...new Set([...draft.asked, value])] }, go: { to: value } };
}

function fieldChoice(field: EndpointField, draft: EndpointDraft, { engine }: Inventory): Choice<EndpointField> {
  const description = draft[field] === "" ? (field === "ipv4" || field === "ipv6" || field === "mac" ? vscode.l10n.t("the engine’s choice") : vscode.l10n.t("none")) : draft[field];
  const why = takes(engine, field) ? undefined : vscode.l10n.t("Needs API {0}; this engine speaks {1}.", apiOf(field) ?? "", engine.apiVersion);
  return { label: fieldName(field), description, icon: "edit", value: field, ...(why === undefined ? {} : { why }) };
}
