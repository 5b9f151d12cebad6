import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { DockerNetworkExplorerApi } from "../../src/api";
import { raw } from "../support/engine";

/** The running extension, had as any other extension has it. */
export async function running(): Promise<{ extension: vscode.Extension<DockerNetworkExplorerApi>; api: DockerNetworkExplorerApi }> {
  const extension = vscode.extensions.getExtension<DockerNetworkExplorerApi>("docker-network-explorer.docker-network-explorer");
  assert.ok(extension, "the extension is not installed");
  return { extension, api: await extension.activate() };
}

/** Resolves when the event next fires; rejects after `timeout` ms. */
export function next(event: vscode.Event<void>, timeout = 5_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`no event within ${timeout} ms`));
    }, timeout);
    const subscription = event(() => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    });
  });
}

/** What a program prints inside a container, run by the engine for the test itself. */
export async function inside(container: string, ...argv: string[]): Promise<string> {
  const { Id } = await raw<{ Id: string }>("POST", `/containers/${container}/exec`, { Cmd: argv, AttachStdout: true, AttachStderr: true, Tty: true });
  return (await raw<string>("POST", `/exec/${Id}/start`, { Detach: false, Tty: true })).trim();
}

/** Names of the networks that a container is on, as the engine has it. */
export async function networksOf(container: string): Promise<string[]> {
  const { NetworkSettings } = await raw<{ NetworkSettings: { Networks: Record<string, unknown> } }>("GET", `/containers/${container}/json`);
  return Object.keys(NetworkSettings.Networks).sort();
}
