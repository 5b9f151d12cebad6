/** Images made from the machine's static busybox, because none can be pulled where the tests run. */
import { cpSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { dockerApi } from "./docker-api.mjs";
import { run, which } from "./process.mjs";

/**
 * @typedef {object} Images references of the images that tests may run
 * @property {string} busybox every applet of busybox
 * @property {string} shellless nothing but `/sleep infinity`: no shell, no cat, as a "distroless" image
 */

/**
 * Brings both images into an engine.
 * @param {string} socket
 * @param {string} [prefix] put before the names on an engine that is not the rig's, so that no one's image is replaced
 * @returns {Promise<Images>}
 */
export async function importImages(socket, prefix = "") {
  const folder = await imageFolder();
  const load = async (/** @type {string} */ name, /** @type {string} */ change) => {
    const query = new URLSearchParams({ fromSrc: "-", repo: `${prefix}${name}`, tag: "latest", changes: change });
    await dockerApi(socket).post(`/images/create?${query.toString()}`, readFileSync(join(folder, `${name}.tar`)));
    return `${prefix}${name}:latest`;
  };
  return { busybox: await load("busybox", 'CMD ["sh"]'), shellless: await load("shellless", 'ENTRYPOINT ["/sleep","infinity"]') };
}

/** Takes the images away again: from an engine that is not the rig's. @param {{ socket: string, images: Images }} engine */
export async function removeImages({ socket, images }) {
  for (const image of Object.values(images)) await dockerApi(socket).delete(`/images/${image}?force=1`);
}

/** The folder with both tar archives. @returns {Promise<string>} */
async function imageFolder() {
  const busybox = which("busybox");
  if (busybox === undefined) throw new Error("Missing on this machine: busybox-static, of which the tests' images are made");
  const name = `images-${String(statSync(busybox).size)}`;
  return await cached(name, "Making the images busybox and shellless (once)", async (folder) => {
    const root = join(folder, "root");
    for (const part of ["bin", "etc", "tmp", "root", "proc", "sys", "dev"]) mkdirSync(join(root, part), { recursive: true });
    cpSync(busybox, join(root, "bin/busybox"), { dereference: true });
    const applets = (await run([busybox, "--list"])).trim().split("\n").filter((applet) => applet !== "busybox");
    for (const applet of applets) symlinkSync("busybox", join(root, "bin", applet));
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
    writeFileSync(join(root, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
    const bare = join(folder, "bare");
    mkdirSync(bare);
    // busybox decides by the name it is run under which applet it is: under this name it is only sleep.
    linkSync(join(root, "bin/busybox"), join(bare, "sleep"));
    // Without what fills the last block: an engine that has seen the archive's end may hang up before it has read that.
    const owned = ["--owner=0", "--group=0", "--numeric-owner", "--blocking-factor=1"];
    await run(["tar", "-C", root, ...owned, "-cf", join(folder, "busybox.tar"), "."]);
    await run(["tar", "-C", bare, ...owned, "-cf", join(folder, "shellless.tar"), "."]);
    for (const done of [root, bare]) rmSync(done, { recursive: true });
  });
}
