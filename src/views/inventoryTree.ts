import * as vscode from "vscode";
import type { Target } from "../core/target";
import type { Session } from "../state/session";
import type { ArrangementStore } from "../platform/arrangement";
import { describeProblem } from "../platform/words";
import type { ComposeFiles } from "./composeFiles";
import { hoverOf } from "./hovers";
import { indexOf, type Lost, type Picture } from "./picture";
import { rowOf } from "./rows";
import type { Node } from "./nodes";
import { findNode, type Shape } from "./shapes";
import { toTreeItem } from "./treeItems";

/** All that is seen of a node. */
interface Look {
  readonly row: string;
  /** Which rows are below it, if they have been asked for. */
  readonly children: string;
}

/**
 * A tree over a session: made on demand, row by row, and told to VS Code anew only where a row changed.
 * The session starts when VS Code first asks for rows, that is, when the view is first seen.
 */
export class InventoryTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** What VS Code was given, by key, and how it looked. */
  readonly #shown = new Map<string, { readonly node: Node; look: Look }>();
  /** Keys of the nodes whose children VS Code was given. */
  readonly #unfolded = new Set<string>();
  #roots = "";
  /** While VS Code waits for the roots: whatever changes meanwhile will be in the answer. */
  #awaited = 0;
  #resolving: Promise<void> | undefined;
  /** Kept while another attempt is made: until it succeeds the picture is as old as before. */
  #lost: Lost | undefined;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(
    readonly session: Session,
    readonly shape: Shape,
    readonly arrangement: Pick<ArrangementStore, "value" | "onDidChange">,
    readonly compose: Pick<ComposeFiles, "drift" | "onDidChange">,
  ) {
    this.#subscriptions = [session.onDidChange(() => this.#update()), session.links.onDidChange(() => this.#update()), arrangement.onDidChange(() => this.#update()), compose.onDidChange(() => this.#update())];
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return await this.#rootRows();
    const before = this.picture();
    if (before !== undefined && this.shape.needsLinks(node, before)) await this.#resolveLinks();
    const picture = this.picture();
    this.#unfolded.add(node.key);
    if (picture === undefined) return [];
    const children = this.shape.children(node, picture);
    // That it was unfolded is no change of it: it is not to be drawn anew for that, under whoever unfolds the next.
    const shown = this.#shown.get(node.key);
    if (shown !== undefined) shown.look = { ...shown.look, children: keys(children) };
    return this.#show(children, picture);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const picture = this.picture();
    const row = picture && rowOf(node, picture);
    // Gone between two questions of VS Code's: the change that took it away redraws its parent.
    return row === undefined ? new vscode.TreeItem("") : toTreeItem(node.key, row);
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  /** The node of a thing, if it has a row now. */
  find(target: Target): Node | undefined {
    const picture = this.picture();
    return picture && findNode(this.shape, target, picture);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node, token: vscode.CancellationToken): Promise<vscode.TreeItem> {
    const picture = this.picture();
    const text = picture && (await hoverOf(node, picture, (id) => this.#inspect(id, picture)));
    if (text === undefined || token.isCancellationRequested) return item;
    // Text from the engine is in it, escaped: it may run no command and show no HTML.
    const tooltip = new vscode.MarkdownString(text);
    tooltip.isTrusted = false;
    tooltip.supportHtml = false;
    item.tooltip = tooltip;
    return item;
  }

  /** What the rows are made of now; undefined before the first inventory. */
  picture(): Picture | undefined {
    const { inventory, status } = this.session.snapshot;
    if (status.kind === "lost") this.#lost = { ...describeProblem(status.problem), kind: status.problem.kind, since: status.since };
    else if (status.kind === "live") this.#lost = undefined;
    if (inventory === undefined) return undefined;
    const { report, problem } = this.session.links;
    return {
      inventory,
      index: indexOf(inventory),
      report,
      linksProblem: problem && describeProblem(problem).title,
      l10n: vscode.l10n,
      arrangement: this.arrangement.value,
      drift: (container) => this.compose.drift(container),
      lost: this.#lost,
    };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #rootRows(): Promise<Node[]> {
    this.#awaited++;
    try {
      this.session.start();
      await settled(this.session);
    } finally {
      this.#awaited--;
    }
    const picture = this.picture();
    // All rows are asked for again from here.
    this.#shown.clear();
    const roots = picture === undefined ? [] : this.#show(this.shape.roots(picture), picture);
    this.#roots = keys(roots);
    return roots;
  }

  /** Remembers how rows look as they are handed out. A node keeps its object: VS Code knows it by that. */
  #show(nodes: readonly Node[], picture: Picture): Node[] {
    return nodes.map((fresh) => {
      const node = this.#shown.get(fresh.key)?.node ?? fresh;
      this.#shown.set(node.key, { node, look: this.#look(node, picture) ?? { row: "", children: "" } });
      return node;
    });
  }

  #update(): void {
    if (this.#awaited > 0) return;
    const picture = this.picture();
    if (keys(picture === undefined ? [] : this.shape.roots(picture)) !== this.#roots) {
      this.#changed.fire(undefined);
      return;
    }
    if (picture === undefined) return;
    const changed: Node[] = [];
    for (const [key, shown] of this.#shown) {
      const look = this.#look(shown.node, picture);
      if (look === undefined) {
        this.#shown.delete(key);
        this.#unfolded.delete(key);
      } else if (look.row !== shown.look.row || look.children !== shown.look.children) {
        shown.look = look;
        changed.push(shown.node);
      }
    }
    if (changed.length > 0) this.#changed.fire(changed);
  }

  #look(node: Node, picture: Picture): Look | undefined {
    const row = rowOf(node, picture);
    return row && { row: JSON.stringify(row), children: this.#unfolded.has(node.key) ? keys(this.shape.children(node, picture)) : "" };
  }

  /** One reading for all rows that ask at once. A failure is in the link store, and shown from there. */
  #resolveLinks(): Promise<void> {
    this.#resolving ??= this.session.links
      .resolve()
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => (this.#resolving = undefined));
    return this.#resolving;
  }

  async #inspect(id: Parameters<Awaited<ReturnType<Session["engine"]>>["inspectContainer"]>[0], picture: Picture): Promise<unknown> {
    if (picture.lost !== undefined) return undefined;
    // A hover without aliases is better than none.
    return await this.session.engine().then((engine) => engine.inspectContainer(id)).catch(() => undefined);
  }
}

function keys(nodes: readonly Node[]): string {
  return nodes.map(({ key }) => key).join("\n");
}

/** Waits until the session has something to say: an inventory, or why there is none. */
function settled(session: Session): Promise<void> {
  const isSettled = (): boolean => session.snapshot.inventory !== undefined || session.snapshot.status.kind === "lost";
  if (isSettled()) return Promise.resolve();
  return new Promise((resolve) => {
    const subscription = session.onDidChange(() => {
      if (!isSettled()) return;
      subscription.dispose();
      resolve();
    });
  });
}
