/** What the bench measures on: many networks, many containers, some of them running. */
import { dockerApi } from "../rig/docker-api.mjs";
import { LABEL } from "../rig/lab.mjs";

/**
 * Makes the networks and containers on a private engine, each container on one network in turn, the first ones started.
 * @param {import("../rig/engine.mjs").Engine} engine
 * @param {{ networks: number, containers: number, running: number }} size
 */
export async function makeBenchLab({ socket, images }, size) {
  const api = dockerApi(socket);
  const Labels = { [LABEL]: "bench", "com.docker.compose.project": "bench", "com.docker.compose.project.working_dir": "/srv/bench" };
  await inTurns(size.networks, 2, async (index) => {
    // Subnets of its own: the engine's default pools end after 31 networks.
    const IPAM = { Config: [{ Subnet: `10.250.${String(index)}.0/24`, Gateway: `10.250.${String(index)}.1` }] };
    await api.post("/networks/create", { Name: `bench-${String(index)}`, Driver: "bridge", IPAM, Labels });
  });
  await inTurns(size.containers, 2, async (index) => {
    const { Id } = await api.post(`/containers/create?name=bench-${String(index)}`, {
      Image: images.busybox,
      Cmd: ["sleep", "infinity"],
      Labels,
      HostConfig: { NetworkMode: `bench-${String(index % size.networks)}` },
      StopSignal: "SIGKILL",
    });
    if (index < size.running) await api.post(`/containers/${String(Id)}/start`);
  });
}

/**
 * Does `work` for 0 … count-1, `width` at a time.
 * @param {number} count @param {number} width @param {(index: number) => Promise<void>} work
 */
export async function inTurns(count, width, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
