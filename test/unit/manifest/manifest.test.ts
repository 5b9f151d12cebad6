import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { commandTable } from "../../../src/commands/table";
import { flags } from "../../../src/views/flags";
import { topologyOf } from "../../../src/core/topologyBuild";
import { menuContext } from "../../../src/webview/model/menu";
import type { BoxContent } from "../../../src/webview/topology/content";
import { Menus } from "../../../src/webview/topology/menus";
import type { Wire } from "../../../src/webview/topology/scene";
import { syntheticState } from "../../support/topologyLab";
import { veth } from "../webview/sample";

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly publisher: string;
  readonly name: string;
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string; readonly group: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly { readonly steps: readonly { readonly id: string; readonly description: string; readonly media: { readonly svg: string }; readonly completionEvents: readonly string[] }[] }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
  };
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const manifest = json("package.json") as Manifest;
const { commands, menus, configuration, views, viewsContainers, viewsWelcome } = manifest.contributes;
const english = json("package.nls.json") as Record<string, string>;
const chinese = json("package.nls.zh-cn.json") as Record<string, string>;
const entries = Object.values(menus).flat();
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

describe("The manifest", () => {
  it("has exactly the commands that the code has", () => {
    assert.deepEqual(sorted(commands.map(({ command }) => command)), sorted(Object.keys(commandTable)));
    assert.equal(new Set(commands.map(({ command }) => command)).size, commands.length);
  });

  it("names only existing commands in menus and welcome texts, also in Chinese", () => {
    const linked = [english, chinese].flatMap((words) => Object.values(words)).flatMap((text) => [...text.matchAll(/command:([\w.]+)/g)].map((match) => match[1]!));
    for (const command of [...entries.map((entry) => entry.command), ...linked]) assert.ok(command in commandTable, command);
  });

  it("tells commands of the palette apart by category and title", () => {
    const titles = commands.map(({ category, title }) => `${english[category.slice(1, -1)]!}: ${english[title.slice(1, -1)]!}`);
    assert.equal(new Set(titles).size, titles.length, titles.join("\n"));
  });

  it("asks rows for exactly the flags that the code sets", () => {
    const asked = entries.flatMap(({ when }) => [...when.matchAll(/viewItem =~ \/;\(?([^;)]+)\)?;\//g)].flatMap((match) => match[1]!.split("|")));
    assert.deepEqual(sorted(asked), sorted(flags));
    const questions = entries.map(({ when }) => when.match(/viewItem/g)?.length ?? 0);
    assert.ok(questions.every((count) => count <= 1), "every question for flags is one that this test can read");
  });

  it("offers nothing on a row without asking what the row is", () => {
    for (const { command, when } of menus["view/item/context"]!) assert.match(when, /viewItem =~/, command);
  });

  it("asks the rows of the map only what they tell", () => {
    const state = syntheticState({ containers: 3, networks: 3 });
    const topology = topologyOf({ facts: state.facts!, report: state.report });
    const menus = new Menus(state.facts!, topology);
    const box = { sandbox: topology.sandboxes[0]! } as BoxContent;
    const wire: Wire = { id: "", points: [], cable: topology.cables[0]! };
    const told = [menuContext(veth("c")), menus.wire(wire).context, menus.box(box).context, menus.bar(topology.segments[0]!).context].flatMap((context) => Object.keys(JSON.parse(context ?? "{}") as object));
    for (const { command, when } of manifest.contributes.menus["webview/context"]!) {
      const asked = when.split(" && ").map((term) => term.split(" ")[0]!);
      assert.deepEqual(asked.slice(0, 2), ["webviewId", "webviewSection"], command);
      assert.deepEqual(asked.slice(1).filter((key) => key !== "dockerNetworks.status" && !told.includes(key)), [], command);
    }
  });

  it("puts what destroys last, and a refresh last in a title bar", () => {
    for (const { command, group } of [...menus["view/item/context"]!, ...menus["webview/context"]!]) {
      assert.equal(group.startsWith("z_destructive"), /remove|detach/.test(command), command);
    }
    const title = menus["view/title"]!.filter(({ group }) => group.startsWith("navigation"));
    assert.equal(title.reduce((last, entry) => (entry.group > last.group ? entry : last)).command, "dockerNetworks.explorer.refresh");
  });

  it("has a welcome text for every kind of problem that a connection can have", () => {
    const source = readFileSync("src/core/problem.ts", "utf8");
    const kinds = [...source.slice(0, source.indexOf("class Problem")).matchAll(/\| "(\w+)"/g)].map((match) => match[1]!);
    assert.ok(kinds.length >= 12);
    const texts = viewsWelcome.filter(({ view, when }) => view === "dockerNetworks.networks" && when.includes("dockerNetworks.status == lost"));
    for (const kind of kinds) {
      const matching = texts.filter(({ when }) => new RegExp(`dockerNetworks\\.problem (== ${kind}$|=~ /\\^\\(.*\\b${kind}\\b.*\\)\\$/)`).test(when));
      assert.equal(matching.length, 1, kind);
      for (const words of [english, chinese]) assert.match(words[matching[0]!.contents.slice(1, -1)]!, /command:dockerNetworks\.engine\.retry/, kind);
    }
  });

  it("restricts every setting in untrusted workspaces", () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
    assert.deepEqual(sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations), sorted(Object.keys(configuration.properties)));
  });

  it("names views and files that are there", () => {
    const ids = Object.values(views).flat().map(({ id }) => id);
    for (const { view } of viewsWelcome) assert.ok(ids.includes(view), view);
    for (const { when } of entries) for (const match of when.matchAll(/view == ([\w.]+)/g)) assert.ok(ids.includes(match[1]!), when);
    assert.deepEqual(Object.keys(views), viewsContainers.activitybar.map(({ id }) => id));
    for (const file of [manifest.icon, ...viewsContainers.activitybar.map(({ icon }) => icon)]) assert.ok(existsSync(file), file);
    assert.equal(`${manifest.publisher}.${manifest.name}`, "docker-network-explorer.docker-network-explorer");
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
  });

  it("has walkthroughs whose every step has a button, a picture in the theme's colours, and a sign of its own that it was done", () => {
    const keys = [...readFileSync("src/platform/contextKeys.ts", "utf8").matchAll(/readonly "([\w.]+)"/g)].map((match) => match[1]!);
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length >= 9);
    for (const { id, description, media, completionEvents } of steps) {
      for (const words of [english, chinese]) assert.match(words[description.slice(1, -1)]!, /\(command:dockerNetworks\./, id);
      const svg = readFileSync(media.svg, "utf8");
      assert.deepEqual([...svg.matchAll(/(?:fill|stroke)="(?!none|var\(--vscode-)[^"]*"/g)].map(([colour]) => colour), [], media.svg);
      assert.doesNotMatch(svg, /<style|style=|<script|href=/, "what a walkthrough's page would not show");
      for (const event of completionEvents) {
        const [, kind, name = ""] = /^(onContext|onCommand):(.+)$/.exec(event) ?? [];
        assert.ok(kind === "onContext" ? keys.includes(name) : name in commandTable, event);
      }
    }
    assert.equal(new Set(steps.flatMap(({ completionEvents }) => completionEvents)).size, steps.flatMap(({ completionEvents }) => completionEvents).length);
  });

  it("is woken to bring its pages back after the window was reloaded", () => {
    const viewTypes = ["networkMap", "forms", "explain"].map((view) => /viewType = "([^"]+)"/i.exec(readFileSync(`src/views/${view}.ts`, "utf8"))?.[1] ?? "");
    assert.deepEqual(manifest.activationEvents.filter((event) => event.startsWith("onWebviewPanel")), viewTypes.map((viewType) => `onWebviewPanel:${viewType}`));
    assert.deepEqual(manifest.activationEvents.filter((event) => event.startsWith("onLanguage")), ["onLanguage:dockercompose", "onLanguage:yaml"], "and for Compose files");
  });

  it("has every one of its strings in English and Chinese, and none besides", () => {
    const used = sorted([...readFileSync("package.json", "utf8").matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!));
    assert.deepEqual(sorted(Object.keys(english)), used);
    assert.deepEqual(sorted(Object.keys(chinese)), used);
    for (const [key, text] of Object.entries(chinese)) assert.match(text, /\p{Script=Han}/u, key);
  });

  it("says nothing to people outside its string tables", () => {
    const spoken = /"(title|category|description|markdownDescription|contents|name|contextualTitle|displayName)": "(?!%)([^"]*)"/g;
    const bare = [...readFileSync("package.json", "utf8").matchAll(spoken)].map((match) => match[0]).filter((line) => line !== '"name": "docker-network-explorer"');
    assert.deepEqual(bare, []);
  });
});
