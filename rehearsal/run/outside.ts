import { readFileSync } from "node:fs";
import { request } from "node:https";
import { askServers } from "../../automation/adapters/dns/authoritative";
import { type Color, colors } from "../../release/state";
import type { Inventory } from "../../release/inventory";
import { cloudClient } from "../../localCloud/api/client";
import type { CloudInfo } from "../../localCloud/views/info";
import { AddressBook } from "../traffic/addressBook";

/**
 * What a client gets that asks each public load balancer for a name, at each of its addresses: one line for each, such
 * as `404 from blue`.
 */
export async function askOutside(
  info: CloudInfo,
  { edges, hostedZone }: Pick<Inventory, "edges" | "hostedZone">,
  name: string,
): Promise<string[]> {
  const book = new AddressBook(cloudClient(info.controlUrl).addresses);
  const trusted = { ca: readFileSync(info.caFile, "utf8"), servername: `any.${hostedZone.name}` };
  const ask = async (color: Color) => {
    const answers = await askServers(info.nameServers, edges[color].dnsName);
    const addresses = [...new Set(answers.flatMap((answer) => answer.addresses))];
    const statuses = addresses.map(async (address) => {
      const { host, port } = await book.endpoint(address);
      return `${await statusOf({ host, port, ...trusted }, name)} from ${color}`;
    });
    return Promise.all(statuses);
  };
  return (await Promise.all(colors.map(ask))).flat();
}

interface Place {
  host: string;
  port: number;
  ca: string;
  servername: string;
}

function statusOf(place: Place, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...place, path: "/", headers: { host: name }, agent: false, timeout: 5000 },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`${name} was not answered`)));
    asked.on("error", reject);
    asked.end();
  });
}
