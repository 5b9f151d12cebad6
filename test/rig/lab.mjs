/** The sample lab: what a person sees on the first start, and what a test can begin from. */
import { dockerApi } from "./docker-api.mjs";

/** The label that every object of the rig carries; on an engine that is not the rig's own it says what may be removed. */
export const LABEL = "docker-network-explorer.rig";

/**
 * Makes network `my-net` (bridge) with the running containers `container1` and `container2` on it.
 * @param {{ socket: string, images: import("./images.mjs").Images }} engine a private one
 */
export async function makeLab({ socket, images }) {
  const api = dockerApi(socket);
  const labels = { [LABEL]: "lab" };
  await api.post("/networks/create", { Name: "my-net", Driver: "bridge", CheckDuplicate: true, Labels: labels });
  for (const name of ["container1", "container2"]) {
    const { Id } = await api.post(`/containers/create?name=${name}`, {
      Image: images.busybox,
      Cmd: ["sleep", "infinity"],
      Labels: labels,
      HostConfig: { NetworkMode: "my-net", Init: false },
      // sleep as process 1 ignores SIGTERM: stopping would take ten seconds.
      StopSignal: "SIGKILL",
    });
    await api.post(`/containers/${String(Id)}/start`);
  }
}
