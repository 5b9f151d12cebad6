import * as vscode from "vscode";
import { composeContainer } from "../../core/compose";
import { containerFieldOfRefusal, containerIssues } from "../../core/containerFormIssues";
import { type ContainerForm, decodeContainerForm, emptyContainerForm, emptyJoin, emptyPort, specOfContainer } from "../../core/containerForm";
import { apiAtLeast } from "../../core/driverOptions";
import type { Operation } from "../../core/spec";
import { emptyPair } from "../../core/networkForm";
import { describeContainerIssue } from "../../platform/wordsContainerForm";
import { commandText } from "./commandText";
import { containerSections } from "./containerSections";
import { type FormFacts, type FormModel, tidied } from "./model";

/** The form that runs a container. */
export const containerModel: FormModel<ContainerForm> = {
  empty: emptyContainerForm,
  get title() {
    return vscode.l10n.t("Run Container");
  },
  decode: decodeContainerForm,
  row: (list) => (list === "networks" ? { ...emptyJoin, network: "" } : list === "ports" ? emptyPort : emptyPair),
  face(draft, facts, remark) {
    const form = tidied(draft);
    const operation = operationOf({ ...form, image: form.image === "" ? "IMAGE" : form.image }, facts);
    return {
      heading: vscode.l10n.t("Run Container"),
      intro: vscode.l10n.t("Only the image is needed. If a step fails, nothing is left behind."),
      submit: vscode.l10n.t("Run Container"),
      sections: containerSections(draft, form, facts, remark),
      outputs: [
        { id: "command", label: vscode.l10n.t("Command"), text: commandText(operation) },
        { id: "compose", label: "Compose", text: composeContainer(operation.spec) },
      ],
    };
  },
  issues: (draft, { inventory }) => new Map([...containerIssues(tidied(draft), inventory)].map(([id, issue]) => [id, describeContainerIssue(issue)])),
  warnings: (draft, { images }) => {
    const image = draft.image.trim();
    const there = image === "" || images === undefined || images.some((one) => one === image || one === `${image}:latest` || one.startsWith(image.replace(/^sha256:/, "")));
    return there ? new Map() : new Map([["image", vscode.l10n.t("The image is not on this engine; it is not pulled from here.")]]);
  },
  work: (draft, facts) => operationOf(tidied(draft), facts),
  fieldOfRefusal: (message, draft) => containerFieldOfRefusal(message, tidied(draft)),
  wants: () => ({ host: false, images: true }),
};

function operationOf(form: ContainerForm, { inventory }: FormFacts): Extract<Operation, { kind: "runContainer" }> {
  const oneByOne = !apiAtLeast(inventory.engine.apiVersion, "1.44") && form.mode === "networks" && form.networks.length > 1;
  return { kind: "runContainer", spec: specOfContainer(form), ...(oneByOne ? { oneByOne: true as const } : {}) };
}
