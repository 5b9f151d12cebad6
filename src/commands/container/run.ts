import * as vscode from "vscode";
import { networkIssue } from "../../core/attach";
import { emptyContainerForm, emptyJoin, specOfContainer } from "../../core/containerForm";
import type { Operation } from "../../core/spec";
import type { Target } from "../../core/target";
import { askOne, type Choice, cancelled, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { choose, networkChoice, networksById } from "../lookUp";
import { choicesToRun, perform } from "../operate";
import { networkIds } from "../targets";

/** Opens the form that runs a container; on a network, if one is meant. */
export async function runContainerForm(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const [id] = networkIds(clicked === undefined ? [] : [clicked]);
  if (id === undefined) {
    const { networks } = await context.session.inventory();
    // The engine's own: Podman calls it otherwise.
    const name = networks.find((network) => network.builtIn && networkIssue(network) === undefined)?.name ?? emptyJoin.network;
    await context.forms.open({ form: "container", key: "container", draft: { ...emptyContainerForm, networks: [{ ...emptyJoin, network: name }] } });
    return;
  }
  const [network] = await networksById(context, [id]);
  if (network === undefined) return;
  await context.forms.open({
    form: "container",
    key: `container/on/${network.id}`,
    draft: { ...emptyContainerForm, networks: [{ ...emptyJoin, network: network.name }] },
  });
}

/** Image, network, Enter. */
export async function runContainerQuick(context: CommandContext): Promise<void> {
  const title = vscode.l10n.t("Run Container");
  const [inventory, images] = await Promise.all([context.session.inventory(), context.session.images()]);
  const image = await choose(title, vscode.l10n.t("Choose the image"), images.map((name): Choice<string> => ({ label: name, icon: "package", value: name })), vscode.l10n.t("There is no image on this engine; “docker pull” brings one."));
  const networks = inventory.networks.filter((network) => networkIssue(network) === undefined);
  const mode = (kind: "host" | "none", description: string) => ({ label: kind, description, icon: "circle-outline", value: { kind, name: "" } });
  const { value: network } = await askOne<{ readonly kind: "networks" | "host" | "none"; readonly name: string }>({
    title,
    placeholder: vscode.l10n.t("Choose the network of {0}", plain(image)),
    sections: [
      { choices: networks.map((one) => ({ ...networkChoice(one), value: { kind: "networks" as const, name: one.name } })) },
      { heading: vscode.l10n.t("modes"), choices: [mode("host", vscode.l10n.t("the host’s interfaces directly")), mode("none", vscode.l10n.t("loopback only"))] },
    ],
  });
  if (network === undefined) throw cancelled();
  const draft = { ...emptyContainerForm, image, mode: network.kind, networks: [{ ...emptyJoin, network: network.kind === "networks" ? network.name : emptyJoin.network }] };
  const operation: Operation = { kind: "runContainer", spec: specOfContainer(draft) };
  const { value } = await askOne<"run" | "form">({
    title,
    placeholder: vscode.l10n.t("Press Enter to run the container as this command would"),
    sections: [
      {
        choices: [
          ...choicesToRun(operation, { label: vscode.l10n.t("Run {0}", image), icon: "play", value: "run" as const }),
          { label: vscode.l10n.t("More Options…"), icon: "settings", detail: vscode.l10n.t("Opens the form, with what was entered here"), value: "form" },
        ],
      },
    ],
  });
  if (value === undefined) throw cancelled();
  if (value === "form") await context.forms.open({ form: "container", key: "container", another: true, draft });
  else {
    await perform(context, operation);
    void tell("info", describeDone(operation));
  }
}
