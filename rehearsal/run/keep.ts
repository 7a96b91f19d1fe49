import type { CloudInfo } from "../cloudClient";
import { domain, released, stackName } from "./settings";

export interface KeepInput {
  info: CloudInfo;
  /** Where the production name of the released service leads: address and local port. */
  endpoint: { address: string; port: number };
  /** Environment of the deployer and the engine. */
  env: Record<string, string>;
  /** Folder of `Pulumi.yaml`. */
  cwd: string;
  /** Path of the engine. */
  engine: string;
}

/** Lines to look around with, while the rehearsal stays up. */
export function keepLines({ info, endpoint, env, cwd, engine }: KeepInput): string {
  const name = `${released}.${domain}`;
  const [server] = info.nameServers;
  const exports = Object.entries(env).map(([key, value]) => `export ${key}=${quoted(value)}`);
  return [
    "It stays up until Ctrl-C. In another terminal:",
    "",
    `dig +short @${server?.host} -p ${server?.port} ${name}`,
    `curl --cacert ${quoted(info.caFile)} --connect-to ${name}:443:127.0.0.1:${endpoint.port} https://${name}/`,
    `  (${endpoint.address}, which DNS answers, is port ${endpoint.port} here)`,
    "",
    "The deployer and the engine against it:",
    "",
    ...exports,
    `node bin/bluegreen.js status --stack ${stackName} --cwd ${quoted(cwd)}`,
    `${quoted(engine)} stack --cwd ${quoted(cwd)} --stack ${stackName}`,
  ].join("\n");
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
