import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { askServers } from "../../automation/adapters/dns/authoritative";
import { shellLine } from "../../automation/course/shellLine";
import { servingPrefix } from "../../automation/world/imageKeeper";
import { variants } from "../sample/buildImage";
import type { Stage } from "./stage";
import { productionNames, released, stackName } from "./settings";

/** How to look around while the environment stays up. Writes the file to source. */
export async function keepLines(stage: Stage): Promise<string> {
  const { cloud, workDir, options } = stage;
  const { caFile, nameServers } = cloud.info;
  const name = productionNames()[released] ?? released;
  const [answer] = await askServers(nameServers, name);
  const address = answer?.addresses[0] ?? "";
  const { host, port } = (await cloud.client.addresses())[address] ?? { host: "", port: 0 };
  const [server] = nameServers;
  const file = join(workDir.root, "activate.sh");
  writeFileSync(file, activation(stage));
  const images = imageLines(await cloud.client.images());
  return [
    "The environment stays up until you press Ctrl-C. In another terminal, run:",
    "",
    `source ${quoted(file)}`,
    "",
    "Then every command works as printed, here and after `next:`:",
    "",
    `bluegreen status --stack ${stackName}`,
    `pulumi stack --stack ${stackName}`,
    "",
    "Images to deploy:",
    ...images,
    `To add one: push-image <service> <tag> [${variants.join(" | ")}]`,
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
    `Settings, task logs and everything else: ${workDir.root}`,
  ].join("\n");
}

/** Without the tags by which the deployer itself keeps an image from being deleted. */
export function imageLines(images: readonly { reference: string; digest: string }[]): string[] {
  return images
    .filter(({ reference }) => !reference.includes(`:${servingPrefix}`))
    .map(({ reference, digest }) => `  ${reference}  ${digest.slice(0, 19)}`);
}

/** Names the temp folder that is left, after Ctrl-C. */
export function leftLines({ root }: Stage["workDir"]): string {
  return `left for you to look at: ${root}; to delete it: rm -r ${quoted(root)}`;
}

/** For `source`: the environment's variables, and commands that run in its folder. */
export function activation({
  env,
  workDir,
  engine,
}: Pick<Stage, "env" | "workDir" | "engine">): string {
  const typescript = require.resolve("../../bin/typescript.cjs");
  const node = `${quoted(process.execPath)} --require ${quoted(typescript)}`;
  const script = (path: string) => `${node} ${quoted(path)}`;
  const command = (name: string, line: string) =>
    `${name}() { (cd ${quoted(workDir.root)} && ${line} "$@"); }`;
  return [
    ...Object.entries(env).map(([key, value]) => `export ${key}=${quoted(value)}`),
    command("bluegreen", script(require.resolve("../bluegreen"))),
    command("push-image", script(require.resolve("../pushImage"))),
    command("pulumi", quoted(engine.command)),
    "",
  ].join("\n");
}

const quoted = (text: string) => shellLine([text]);
