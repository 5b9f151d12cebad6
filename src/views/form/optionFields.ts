import * as vscode from "vscode";
import { apiAtLeast, type DriverOption, optionsOf } from "../../core/driverOptions";
import type { EngineInfo } from "../../core/inventory";
import type { NetworkForm } from "../../core/networkForm";
import { needsApi } from "../../platform/wordsForm";
import { describeOption } from "../../platform/wordsOption";
import type { FormChoice, FormField } from "../../protocol/form";
import type { Remark } from "./model";

/** A field for each option that the driver is known to have; one that the engine does not know yet is off and says why. */
export function optionFields(draft: NetworkForm, engine: EngineInfo, remark: Remark): FormField[] {
  return optionsOf(draft.driver).map((option) => optionField(option, draft.settings[option.key] ?? "", engine, remark));
}

function optionField({ code, key, entry, since }: DriverOption, value: string, engine: EngineInfo, remark: Remark): FormField {
  const { label, help } = describeOption(code);
  const id = `settings/${key}`;
  // What stands in it can still be taken out.
  const old = since !== undefined && value === "" && !apiAtLeast(engine.apiVersion, since) ? { disabled: needsApi(since) } : {};
  const common = { id, label, help, ...old, ...remark(id) };
  switch (entry.kind) {
    case "switch":
      return {
        kind: "choice",
        ...common,
        value,
        choices: [
          { value: "", label: entry.default ? vscode.l10n.t("default (on)") : vscode.l10n.t("default (off)") },
          { value: "true", label: vscode.l10n.t("on") },
          { value: "false", label: vscode.l10n.t("off") },
        ],
      };
    case "flag":
      return {
        kind: "choice",
        ...common,
        value,
        choices: [
          { value: "", label: vscode.l10n.t("default (off)") },
          { value: "true", label: vscode.l10n.t("on") },
        ],
      };
    case "choice": {
      const [first] = entry.choices;
      const choices = entry.choices.map(({ value: one, since: from }): FormChoice => {
        const late = from !== undefined && !apiAtLeast(engine.apiVersion, from);
        return { value: one, label: one, ...(late ? { disabled: needsApi(from) } : {}) };
      });
      const other = value === "" || entry.choices.some((one) => one.value === value) ? [] : [{ value, label: value }];
      return { kind: "choice", ...common, value, choices: [{ value: "", label: vscode.l10n.t("default ({0})", first?.value ?? "") }, ...choices, ...other] };
    }
    case "number":
      return { kind: "text", ...common, value, placeholder: entry.default === undefined ? "" : String(entry.default) };
    case "address":
      return { kind: "text", ...common, value, placeholder: entry.default ?? "" };
    case "interface":
    case "text":
      return { kind: "text", ...common, value };
  }
}
