import * as vscode from "vscode";
import type { HelperGrant } from "../../core/helper";
import type { Engine } from "../../engine/engine";
import { askOne, cancelled, type Choice, tell } from "../../platform/prompts";
import { readSettings } from "../../platform/settings";
import { plain } from "../../platform/words";
import { Refusal } from "../failure";

/** Images that surely have a shell; the first ones perl too, which proves everything without any right. */
const known: readonly { readonly name: RegExp; readonly perl: boolean }[] = [
  { name: /^(.*\/)?(debian|ubuntu|buildpack-deps|perl)(:|$)/, perl: true },
  { name: /^(.*\/)?(busybox|alpine)(:|$)/, perl: false },
];

/** The image that helpers are to be run from: what the setting says, else what the user chooses among those present. */
export async function chooseImage(engine: Engine, before: HelperGrant | undefined): Promise<string> {
  const present = await engine.images();
  const { helperImage } = readSettings();
  if (helperImage !== "") {
    if (present.some((name) => name === helperImage || name === `${helperImage}:latest`)) return helperImage;
    await offerSettings(helperImage);
  }
  if (present.length === 0) throw new Refusal(vscode.l10n.t("There is no image on the engine that a helper could be run from, and none is pulled without you. Pull a small one, for example: docker pull busybox"));
  const rank = (name: string): number => (known.findIndex((one) => one.name.test(name)) + known.length + 1) % (known.length + 1);
  const choiceOf = (name: string): Choice<string> => ({
    label: name,
    ...(known[rank(name)]?.perl === true && { description: vscode.l10n.t("has perl: proves everything without any right") }),
    icon: "package",
    value: name,
  });
  const sorted = [...present].sort((a, b) => rank(a) - rank(b));
  const suggested = sorted.filter((name) => rank(name) < known.length);
  const { value } = await askOne({
    title: vscode.l10n.t("Read the Host’s Side"),
    placeholder: vscode.l10n.t("The image to run the helper container from; it needs a shell"),
    sections: [
      { heading: vscode.l10n.t("Surely with a shell"), choices: suggested.map(choiceOf) },
      { heading: vscode.l10n.t("Other images that are present"), choices: sorted.filter((image) => !suggested.includes(image)).map(choiceOf) },
    ],
    ...(before !== undefined && { active: before.image }),
  });
  if (value === undefined) throw cancelled();
  return value;
}

/** The setting names an image that is not there. */
async function offerSettings(image: string): Promise<never> {
  const open = vscode.l10n.t("Open Settings");
  const message = vscode.l10n.t("The image {0} that the setting dockerNetworks.helper.image names is not on the engine, and none is pulled without you.", plain(image));
  if ((await tell("warning", message, open)) === open) await vscode.commands.executeCommand("workbench.action.openSettings", "dockerNetworks.helper.image");
  throw cancelled();
}
