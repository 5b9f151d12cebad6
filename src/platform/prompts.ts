import * as vscode from "vscode";
import { Problem } from "../core/problem";
import type { Place } from "./promptsWalk";
import { plain } from "./words";

/** A question's title and, in a form, its place there. */
export interface Heading {
  readonly title: string;
  readonly place?: Place;
}

export interface TextQuestion extends Heading {
  readonly value: string;
  /** What stands below the box, or what is to stand there for a text; asked while typing. */
  readonly prompt: string | ((text: string) => string);
  readonly placeholder?: string;
  /** Why the engine refused this value; shown until it is changed. */
  readonly refusal?: string;
  /** Why a value will not do; asked while typing. */
  readonly check?: (text: string) => string | undefined;
}

/** Something to choose. One with `why` cannot be chosen and says so. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly value: T;
  readonly why?: string;
  readonly picked?: boolean;
}

/** Choices under a heading of their own. */
export interface Section<T> {
  readonly heading?: string;
  readonly choices: readonly Choice<T>[];
}

export interface PickQuestion<T> extends Heading {
  readonly placeholder: string;
  readonly sections: readonly Section<T>[];
  /** The value that is marked at first. */
  readonly active?: T;
}

/** An answer, or the wish to go back with what was entered so far. */
export interface Given<T> {
  readonly value: T;
  readonly back: boolean;
}

/** Rejected with when the user turns away: silent everywhere. */
export function cancelled(): Problem {
  return new Problem("cancelled", "");
}

/** Asks for one line. Going back gives what was typed so far. */
export function askText(question: TextQuestion): Promise<Given<string>> {
  const input = vscode.window.createInputBox();
  input.value = question.value;
  input.placeholder = question.placeholder ?? "";
  const { prompt, check = () => undefined } = question;
  const promptFor = (text: string): void => {
    input.prompt = typeof prompt === "string" ? prompt : prompt(text);
  };
  const refuse = (message: string | undefined): void => {
    input.validationMessage = message ?? "";
  };
  promptFor(question.value);
  refuse(question.refusal ?? (question.value === "" ? undefined : check(question.value)));
  return ask(input, question, (settle) => {
    input.onDidChangeValue((value) => {
      promptFor(value.trim());
      refuse(check(value.trim()));
    });
    input.onDidAccept(() => {
      const value = input.value.trim();
      const issue = check(value);
      if (issue === undefined) settle({ value, back: false });
      else refuse(issue);
    });
    return () => input.value.trim();
  });
}

interface Item<T> extends vscode.QuickPickItem {
  readonly choice?: Choice<T>;
}

/** Asks for one of several. */
export function askOne<T>(question: PickQuestion<T>): Promise<Given<T | undefined>> {
  const input = vscode.window.createQuickPick<Item<T>>();
  input.items = itemsOf(question.sections);
  input.activeItems = input.items.filter(({ choice }) => choice !== undefined && choice.value === question.active).slice(0, 1);
  input.placeholder = question.placeholder;
  input.matchOnDescription = true;
  return ask<T | undefined>(input, question, (settle) => {
    input.onDidAccept(() => {
      const choice = input.selectedItems[0]?.choice ?? input.activeItems[0]?.choice;
      // An impossible one says why in its own row.
      if (choice !== undefined && choice.why === undefined) settle({ value: choice.value, back: false });
    });
    return () => undefined;
  });
}

/** What is found is asked for anew with every key: the question ranks and matches better than the editor's own filter. */
export interface SearchQuestion<T> extends Heading {
  readonly placeholder: string;
  /** What stands in the box at first. */
  readonly value: string;
  /** What there is for a text, best first. */
  readonly search: (text: string) => readonly Choice<T>[];
  /** Said in the list's place where nothing is found. */
  readonly none: (text: string) => string;
}

/** Asks for one of what a search finds. */
export function askSearch<T>(question: SearchQuestion<T>): Promise<Given<T | undefined>> {
  const input = vscode.window.createQuickPick<Item<T>>();
  const show = (text: string): void => {
    const found = itemsOf([{ choices: question.search(text) }]);
    const shown: Item<T>[] = found.length > 0 ? found : [{ label: withoutIcons(question.none(text)) }];
    input.items = shown.map((item) => ({ ...item, alwaysShow: true }));
    input.activeItems = input.items.slice(0, 1);
  };
  input.placeholder = question.placeholder;
  input.value = question.value;
  show(question.value);
  return ask<T | undefined>(input, question, (settle) => {
    input.onDidChangeValue(show);
    input.onDidAccept(() => {
      // Enter right after pasting may still mark a row of before.
      const found = question.search(input.value);
      const marked = (input.selectedItems[0] ?? input.activeItems[0])?.choice;
      const choice = found.find(({ value }) => value === marked?.value) ?? found[0];
      if (choice !== undefined) settle({ value: choice.value, back: false });
    });
    return () => undefined;
  });
}

/**
 * Asks for any number of several; `least` of them must be chosen. Enter with nothing ticked means the marked row, where
 * nothing would not do.
 */
export function askMany<T>(question: PickQuestion<T>, least: number): Promise<Given<readonly T[]>> {
  const input = vscode.window.createQuickPick<Item<T>>();
  input.canSelectMany = true;
  input.items = itemsOf(question.sections);
  input.selectedItems = input.items.filter(({ choice }) => choice?.picked === true);
  input.placeholder = question.placeholder;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  const chosen = (): T[] => input.selectedItems.flatMap(({ choice }) => (choice === undefined ? [] : [choice.value]));
  return ask<readonly T[]>(input, question, (settle) => {
    input.onDidChangeSelection((items) => {
      const possible = items.filter(({ choice }) => choice?.why === undefined);
      if (possible.length < items.length) input.selectedItems = possible;
    });
    input.onDidAccept(() => {
      const marked = input.activeItems.flatMap(({ choice }) => (choice === undefined || choice.why !== undefined ? [] : [choice.value]));
      const value = chosen().length === 0 && least > 0 ? marked : chosen();
      if (value.length >= least) settle({ value, back: false });
    });
    return chosen;
  });
}

function itemsOf<T>(sections: readonly Section<T>[]): Item<T>[] {
  return sections.flatMap(({ heading, choices }) => {
    const items = choices.map((choice): Item<T> => {
      const icon = choice.why === undefined ? choice.icon : "circle-slash";
      const detail = choice.why ?? choice.detail;
      return {
        label: `${icon === undefined ? "" : `$(${icon}) `}${withoutIcons(choice.label)}`,
        ...(choice.description === undefined ? {} : { description: withoutIcons(choice.description) }),
        ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
        choice,
      };
    });
    const separator: Item<T>[] =
      heading === undefined || items.length === 0 ? [] : [{ label: heading, kind: vscode.QuickPickItemKind.Separator }];
    return [...separator, ...items];
  });
}

/** Text of an engine must not draw icons: `$(name)` in a label would. */
function withoutIcons(text: string): string {
  return text.replaceAll("$(", "\\$(");
}

/**
 * After a command of the palette the editor gives the keyboard back to the page that had it before: some 60 ms late, on a busy
 * machine more. A tree that had it takes it back when it has drawn new rows, if it has not noticed yet that it lost it. An input
 * that is there by then loses the keyboard and is closed. This long, ms, after the editor showed it nobody is believed to have
 * done that.
 */
const UNASKED = 250;

/** Resolves when the editor has done what it was told before, and has told what came of it: both ways keep their order. */
async function editorKeptUp(): Promise<void> {
  await vscode.commands.executeCommand("setContext", "dockerNetworks.asked", true);
}

/** Resolves when the time is over in which the editor may take the keyboard from the input that was just shown. */
async function keyboardIsSettled(): Promise<void> {
  await editorKeptUp();
  await new Promise((resolve) => setTimeout(resolve, UNASKED));
  // What closed the input in this time may be told later than that.
  await editorKeptUp();
}

/** From now on what hides the input that was asked last is wanted. */
let believe = (): void => undefined;

/** Shows an input until it is answered, sent back or dismissed; whatever the end, it is disposed. */
function ask<T>(
  input: vscode.InputBox | vscode.QuickPick<Item<unknown>>,
  { title, place }: Heading,
  /** Wires the input up; gives what was entered so far. */
  wire: (settle: (given: Given<T>) => void) => () => T,
): Promise<Given<T>> {
  input.title = title;
  if (place !== undefined) {
    input.step = place.step;
    input.totalSteps = place.total;
    if (place.back) input.buttons = [vscode.QuickInputButtons.Back];
  }
  return new Promise((resolve, reject) => {
    let settled = false;
    // Of two at the same time, as of a double click, the last one is meant.
    believe();
    believe = () => {
      settled = true;
    };
    const settle = (given: Given<T>): void => {
      settled = true;
      resolve(given);
      input.dispose();
    };
    const soFar = wire(settle);
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) settle({ value: soFar(), back: true });
    });
    input.onDidHide(() => {
      if (!settled) {
        showAgain(input);
        return;
      }
      reject(cancelled());
      input.dispose();
    });
    input.show();
    void keyboardIsSettled().then(() => {
      settled = true;
      // A form keeps what was typed when another window is looked at.
      input.ignoreFocusOut = place !== undefined;
    });
  });
}

/** For every input that it shows the editor empties the list, and fills it only with rows that were set since. */
function showAgain(input: vscode.InputBox | vscode.QuickPick<Item<unknown>>): void {
  if ("items" in input) {
    const { activeItems, selectedItems } = input;
    input.items = [...input.items];
    if (activeItems.length > 0) input.activeItems = activeItems;
    if (input.canSelectMany) input.selectedItems = selectedItems;
  }
  input.show();
}

/** Asks before something is destroyed; resolves with the button, rejects when the user turns away. */
export async function confirm<Button extends string>(message: string, detail: string, ...buttons: Button[]): Promise<Button> {
  const choice = await vscode.window.showWarningMessage<Button>(plain(message), { modal: true, detail }, ...buttons);
  if (choice === undefined) throw cancelled();
  return choice;
}

type Severity = "info" | "warning" | "error";

/** A pop-up with buttons. Engine text in it cannot become a link. Resolves when it is answered or gone. */
export async function tell(severity: Severity, message: string, ...buttons: string[]): Promise<string | undefined> {
  const text = plain(message);
  switch (severity) {
    case "info":
      return await vscode.window.showInformationMessage(text, ...buttons);
    case "warning":
      return await vscode.window.showWarningMessage(text, ...buttons);
    case "error":
      return await vscode.window.showErrorMessage(text, ...buttons);
  }
}
