import assert from "node:assert/strict";
import { Pictures } from "../../../src/views/pictures";

describe("Asking the page for its picture", () => {
  it("waits for a page that is not there yet, and is answered once", async () => {
    const asked: string[] = [];
    const pictures = new Pictures((format) => asked.push(format));
    const svg = pictures.ask("svg", false);
    assert.deepEqual(asked, []);
    pictures.ready();
    assert.deepEqual(asked, ["svg"]);
    pictures.answer("png", "not this");
    pictures.answer("svg", "<svg/>");
    assert.equal(await svg, "<svg/>");
  });

  it("is answered by nothing where the page has none, or is closed meanwhile", async () => {
    const pictures = new Pictures(() => undefined);
    const none = pictures.ask("svg", true);
    pictures.answer("svg", undefined);
    assert.equal(await none, undefined);
    const open = pictures.ask("mermaid", true);
    pictures.dispose();
    assert.equal(await open, undefined);
  });
});
