/** Podman as a private engine: its settings, and the command line that serves its API. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_MARK, SOCKET_NAME } from "./daemon.mjs";

/** What Debian's Podman needs to make networks as its releases do: netavark, and aardvark-dns for names. */
export const PODMAN_PACKAGES = "podman,netavark,aardvark-dns,runc,iptables,iproute2,ca-certificates";

/**
 * Writes the settings of a private Podman into its folder, which is its `/engine`.
 * @param {string} folder
 */
export function preparePodman(folder) {
  for (const name of ["data", "networks", "volumes"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "containers.conf"), `[containers]
# Without CAP_SYS_RESOURCE no limit can be raised over the machine's own.
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
pids_limit = 0

[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
# Locks in shared memory would be those of every Podman on the machine.
lock_type = "file"
volume_path = "/engine/volumes"
tmp_dir = "/run/libpod"
# conmon outlives Podman: by this it is found and ended.
conmon_env_vars = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "${ENGINE_MARK}=${folder}"]

[network]
network_backend = "netavark"
network_config_dir = "/engine/networks"
`);
}

/** Serves the API; the paths are those inside the engine's root. */
export const podmanCommand = [
  "podman", "--root", "/engine/data", "--runroot", "/run/containers", "--storage-driver", "overlay",
  "system", "service", "--time=0", `unix:///engine/${SOCKET_NAME}`,
];
