import { createSecureContext } from "node:tls";
import { readFileSync } from "node:fs";
import { askServers } from "../../automation/adapters/dns/authoritative";
import type { CloudInfo } from "../../localCloud/views/info";
import type { Facts } from "../report/facts";
import { nameServersOf } from "./nameServers";
import { cloudClient } from "../../localCloud/api/client";
import { AddressBook } from "../traffic/addressBook";
import { ServiceClient } from "../traffic/client";
import { clientKinds } from "../traffic/kinds";

/**
 * Which digest serves production, found the way a client would: asks every name server for the name,
 * then the service at every address in the answers.
 */
export async function askProduction(
  info: CloudInfo,
  service: string,
  name: string,
): Promise<Facts["production"]> {
  const answers = await askServers(nameServersOf(info, name), name);
  const silent = answers.flatMap(({ server, addresses, error }) =>
    addresses.length > 0 ? [] : [`${server} returned no address of ${name}: ${error ?? "none"}`],
  );
  const addresses = [...new Set(answers.flatMap((answer) => answer.addresses))];
  const digests = new Set<string>();
  for (const address of addresses) digests.add(await digestAt(info, service, name, address));
  const [digest = "nothing", ...others] = digests;
  const problems = others.length > 0 ? [`${name} is served by ${[...digests].join(" and ")}`] : [];
  return { digest, problems: [...silent, ...problems] };
}

async function digestAt(
  info: CloudInfo,
  service: string,
  name: string,
  address: string,
): Promise<string> {
  const book = new AddressBook(cloudClient(info.controlUrl).addresses);
  const client = new ServiceClient(clientKinds[0], service, name, {
    resolve: () => Promise.resolve({ addresses: [address], ttlSeconds: 0 }),
    endpoint: (known) => book.endpoint(known),
    trust: createSecureContext({ ca: readFileSync(info.caFile, "utf8") }),
    random: () => 0,
    nowMs: () => 0,
    timeoutMs: 5000,
  });
  const { outcome } = await client.send("/");
  await client.close();
  return outcome.ok ? outcome.digest : `nothing at ${address} (${outcome.phase}: ${outcome.error})`;
}
