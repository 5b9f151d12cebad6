import assert from "node:assert/strict";
import { cleanUp, engine, raw } from "../support/engine";
import { addContainer, addNetwork, endpointOf, named, until } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

const NETWORKS = 200;
const CONTAINERS = 500;
/** So many of the containers run. */
const RUNNING = 12;
/** At the same time: the engine takes them one after the other anyway. */
const HANDS = 4;

const numbered = (word: string, at: number): string => `${word}-${String(at).padStart(3, "0")}`;
const target = numbered("net", 7);

describe("200 networks and 500 containers", function () {
  this.timeout(120_000);
  let stage: Stage;
  let networks: Tree;
  let containers: Tree;
  pictureOfFailures(() => stage);

  before(async () => {
    // Without rules of their own: what is tested is the extension, and 200 networks' rules are slow to make.
    const plain = { Options: { "com.docker.network.bridge.enable_ip_masquerade": "false" } };
    await inHands(NETWORKS, (at) => addNetwork(numbered("net", at), `10.140.${at}.0/24`, plain));
    await inHands(CONTAINERS, (at) => addContainer(numbered("box", at), named(numbered("net", at % NETWORKS)), { start: at < RUNNING }));
    stage = await openStage({ firstPicture: 120, settings: { "workbench.colorTheme": "Dark 2026" } });
    await stage.workbench.openContainer("Docker Networks");
    networks = stage.workbench.tree("Networks");
    containers = stage.workbench.tree("Containers");
    await containers.row(named(numbered("box", 0))).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    // A private engine ends with the run, soon after this: it need not remove 200 bridges first, which takes half a minute.
    if (!engine.private) await cleanUp();
  });

  const boxes = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, at) => named(numbered("box", from + at)));

  const areOn = async (network: string, names: readonly string[]): Promise<void> => {
    for (const name of names) await until(`${name} on ${network}`, () => endpointOf(name, network));
  };

  it("are filtered while typing, and what fits is counted", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.picture("scale");
    await workbench.command("Docker Networks: Filter…");
    await quick.shows("Part of a name");
    await quick.type(named("box-49"));
    await quick.shows("10 of 500 containers");
    await containers.row(named("box-490")).waitFor();
    await containers.row(named("box-000")).waitFor({ state: "detached" });
    assert.equal((await containers.texts()).length, 10);
    await quick.enter();
    await workbench.picture("scale-filtered");
    await workbench.command("Docker Networks: Clear Filter");
    await containers.row(named("box-000")).waitFor();
  });

  it("are chosen by a click and a click with Shift, and attached together by drag and drop", async () => {
    const { workbench } = stage;
    const chosen = boxes(0, RUNNING - 2);
    await containers.row(chosen[0]!).click({ modifiers: ["ControlOrMeta"] });
    await containers.row(chosen.at(-1)!).click({ modifiers: ["Shift"] });
    const on = named(numbered("net", 3));
    const others = chosen.filter((_, at) => at !== 3);
    await workbench.drag(containers.row(chosen[1]!), networks.row(on));
    await areOn(on, others);
    // Three were on it before: box-003, box-203 and box-403.
    await networks.says(on, `${others.length + 3} attached`);
    await workbench.picture("scale-dragged");
    await workbench.clearNotifications();
  });

  it("are attached together from the menu, also those that do not run", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker Networks: Filter…");
    await quick.shows("Part of a name");
    await quick.type(named("box-49"));
    await containers.row(named("box-499")).waitFor();
    await quick.enter();
    await quick.gone();
    await workbench.command("Docker Networks: Clear Filter");
    await containers.row(named("box-000")).click({ modifiers: ["ControlOrMeta"] });
    await workbench.page.keyboard.press("End");
    await containers.row(named("box-499")).click({ modifiers: ["ControlOrMeta"] });
    const first = named("box-495");
    await containers.row(first).click({ modifiers: ["Shift"] });
    await (await containers.menu(first)).choose("Attach to Network…");
    await quick.pick(named(target));
    await areOn(named(target), boxes(495, CONTAINERS));
    await workbench.clearNotifications();
  });

  it("are removed together, after they were named", async () => {
    const { workbench } = stage;
    const gone = [196, 197, 198].map((at) => named(numbered("net", at)));
    for (const name of boxes(0, CONTAINERS).filter((_, at) => gone.includes(named(numbered("net", at % NETWORKS))))) await raw("DELETE", `/containers/${name}?force=1`);
    // Chosen and not chosen again: now the keyboard is in this tree.
    for (let click = 0; click < 2; click++) await networks.row(named(numbered("net", 0))).click({ modifiers: ["ControlOrMeta"] });
    await workbench.page.keyboard.press("End");
    await networks.row(gone[0]!).waitFor();
    await networks.row(gone[0]!).click({ modifiers: ["ControlOrMeta"] });
    await networks.row(named(numbered("net", 0))).waitFor({ state: "detached" });
    await networks.row(gone[2]!).click({ modifiers: ["Shift"] });
    await (await networks.menu(gone[1]!)).choose("Remove…");
    const dialog = workbench.dialog("Remove 3 networks?");
    for (const name of gone) assert.match(await dialog.innerText(), new RegExp(name));
    await workbench.picture("scale-remove");
    await dialog.getByRole("button", { name: /Remove/ }).click();
    await until("removed", async () => {
      const left = await raw<readonly { Name: string }[]>("GET", "/networks");
      return left.some(({ Name }) => gone.includes(Name)) ? undefined : true;
    });
  });
});

/** Does something so many times, a few at once. */
async function inHands(count: number, work: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: HANDS }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
