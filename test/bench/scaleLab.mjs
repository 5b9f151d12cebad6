/** The lab that grows: containers on bridges of their own, thirty to each. */
import { dockerApi } from "../rig/docker-api.mjs";
import { LABEL } from "../rig/lab.mjs";
import { inTurns } from "./lab.mjs";

/** On one network, so that bridges stay small, as people's are. */
const EACH = 30;

/**
 * Adds running containers until there are `to`.
 * @param {import("../rig/engine.mjs").Engine} engine @param {number} from how many there are @param {number} to
 */
export async function growLab({ socket, images }, from, to) {
  const api = dockerApi(socket);
  const Labels = { [LABEL]: "scale" };
  for (let net = Math.ceil(from / EACH); net < Math.ceil(to / EACH); net++) {
    const IPAM = { Config: [{ Subnet: `10.251.${String(net)}.0/24`, Gateway: `10.251.${String(net)}.1` }] };
    await api.post("/networks/create", { Name: `scale-${String(net)}`, Driver: "bridge", IPAM, Labels });
  }
  await inTurns(to - from, 2, async (index) => {
    const at = from + index;
    const { Id } = await api.post(`/containers/create?name=scale-${String(at)}`, {
      Image: images.busybox, Cmd: ["sleep", "infinity"], Labels, StopSignal: "SIGKILL",
      HostConfig: { NetworkMode: `scale-${String(Math.floor(at / EACH))}`, LogConfig: { Type: "none" } },
    });
    await api.post(`/containers/${String(Id)}/start`);
  });
}
