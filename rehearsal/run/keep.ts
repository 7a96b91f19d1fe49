import { askServers } from "../../automation/adapters/dns/authoritative";
import type { Stage } from "./stage";
import { productionNames, released, stackName } from "./settings";

/** Lines that say how to look around while the environment stays up. */
export async function keepLines({ cloud, env, workDir, engine, options }: Stage): Promise<string> {
  const { caFile, nameServers } = cloud.info;
  const name = productionNames()[released] ?? released;
  const [answer] = await askServers(nameServers, name);
  const address = answer?.addresses[0] ?? "";
  const { host, port } = (await cloud.client.addresses())[address] ?? { host: "", port: 0 };
  const [server] = nameServers;
  const exports = Object.entries(env).map(([key, value]) => `export ${key}=${quoted(value)}`);
  return [
    "The environment stays up until Ctrl-C. In another terminal:",
    "",
    `dig +noall +answer @${server?.host} -p ${server?.port} ${name}`,
    `curl --cacert ${quoted(caFile)} --connect-to ${name}:443:${host}:${port} https://${name}/`,
    `  (DNS answers ${address}; on this machine that is port ${port}, as ` +
      `${cloud.info.controlUrl}addresses shows)`,
    "",
    ...(options.scenario === "fleet"
      ? [
          "What happened to the jobs, and who took them:",
          "",
          `curl ${cloud.info.controlUrl}queue`,
          "",
        ]
      : []),
    "The deployer and Pulumi on it, run from the project's folder:",
    "",
    ...exports,
    `node --require ./bin/typescript.cjs rehearsal/bluegreen.ts status --stack ${stackName} --cwd ${quoted(workDir.root)}`,
    `${quoted(engine.command)} stack --stack ${stackName} --cwd ${quoted(workDir.root)}`,
    "",
    `Task logs and everything else: ${workDir.root}`,
  ].join("\n");
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
