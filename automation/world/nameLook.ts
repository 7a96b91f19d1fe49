import { isSameTarget, originContent, originTarget } from "../../release/origin";
import type { RecordPlace } from "../../release/routing";
import { type Color, colors, type OriginRecord } from "../../release/state";
import type { Inventory } from "../../release/inventory";
import { addressTypesOf, edgeOf } from "./edges";
import type { AddressType, AuthoritativeAnswer, Observer, Side } from "./ports";

/** Where a name leads: to a color's load balancer, to its origin, to nothing, or not to one of them for sure. */
export type Leads = RecordPlace | "mixed" | "nowhere";

/** What is known of one name in DNS. */
export interface NameLook {
  answers: AuthoritativeAnswer[];
  /** Addresses of both load balancers. */
  edges: Record<Color, string[]>;
  /** The load balancers' own names; absent where no name is a CNAME. */
  edgeNames?: Record<Color, string>;
  /** What the name led to before it was adopted, where that is recorded. */
  origin?: OriginRecord | undefined;
  /** Where Route 53's own record leads; absent where the answers leave no doubt. */
  record?: Leads;
}

/** Once Route 53 has a change, its servers have it "generally within 60 seconds" (API reference, ChangeInfo). */
export const propagationSeconds = 60;

/** What a look at names asks. */
export type NameObserver = Pick<Observer, "resolve" | "edgeAddresses" | "recordTarget">;

/** For one look at several names: each load balancer's addresses, which take up to 12 looks, are collected once. */
export function sharingAddresses(observer: NameObserver): NameObserver {
  const collected = new Map<string, Promise<string[]>>();
  return {
    resolve: (inventory, name) => observer.resolve(inventory, name),
    recordTarget: (inventory, name, type) => observer.recordTarget(inventory, name, type),
    edgeAddresses(inventory, edge, side = "public", type = "A") {
      const key = `${edge} ${side} ${type}`;
      const addresses = collected.get(key) ?? observer.edgeAddresses(inventory, edge, side, type);
      collected.set(key, addresses);
      return addresses;
    },
  };
}

export async function lookAtName(
  observer: NameObserver,
  inventory: Inventory,
  name: string,
  { side = "public", origin }: { side?: Side; origin?: OriginRecord | undefined } = {},
): Promise<NameLook> {
  const types = addressTypesOf(inventory, name);
  const addressesOf = async (edge: Color) => {
    const ofType = (type: AddressType) => observer.edgeAddresses(inventory, edge, side, type);
    return (await Promise.all(types.map(ofType))).flat();
  };
  const [answers, blue, green] = await Promise.all([
    observer.resolve(inventory, name),
    addressesOf("blue"),
    addressesOf("green"),
  ]);
  const edgeNames = {
    blue: edgeOf(inventory, "blue", side).dnsName,
    green: edgeOf(inventory, "green", side).dnsName,
  };
  const look: NameLook = { answers, edges: { blue, green }, edgeNames, origin };
  const isDoubtful = answers.some(
    (one) => one.error === null && answerLeads(one, look) === "mixed",
  );
  if (!isDoubtful && !isUnseen(look)) return look;
  const [record = "nowhere", ...others] = await Promise.all(
    types.map(async (type) =>
      targetLeads(await observer.recordTarget(inventory, name, type), look, type),
    ),
  );
  return { ...look, record: others.every((one) => one === record) ? record : "mixed" };
}

/**
 * No server answered at all, so port 53 is blocked here. A single silent server does not mean that.
 */
export function isUnseen({ answers }: Pick<NameLook, "answers">): boolean {
  return answers.length > 0 && answers.every(({ error, heard }) => error !== null && !heard);
}

/**
 * A load balancer's name answers 8 of its addresses at a time, and they change as it scales: an answer leads to
 * it if it shares an address with it and none with the other one. Where an answer has only addresses that neither
 * is known to have, Route 53's own record decides. A CNAME says by itself where it leads.
 */
export function answerLeads(
  { addresses, cname }: Pick<AuthoritativeAnswer, "addresses" | "cname">,
  look: Pick<NameLook, "edges" | "edgeNames" | "origin" | "record">,
): Leads {
  if (cname !== undefined) return targetLeads(cname, look);
  const { edges, origin, record } = look;
  if (addresses.length === 0) return "nowhere";
  // Servers are asked for one type of address at a time.
  const type = addresses.some((one) => one.includes(":")) ? "AAAA" : "A";
  const known = originContent(origin, type)?.values;
  if (known && addresses.every((one) => known.includes(one))) return "origin";
  const shared = colors.filter((color) => addresses.some((one) => edges[color].includes(one)));
  if (shared.length > 1) return "mixed";
  return shared[0] ?? (record === "nowhere" ? undefined : record) ?? "mixed";
}

/** Whether somebody else surely serves a name: every answer leads to neither load balancer. */
export function leadsElsewhere(look: Omit<NameLook, "edgeNames">): boolean {
  if (isUnseen(look)) return look.record === "mixed";
  const { answers, edges } = look;
  const own = [...edges.blue, ...edges.green];
  const given = answers.filter(({ error }) => error === null);
  const isOthers = (one: AuthoritativeAnswer) =>
    answerLeads(one, look) === "mixed" && !one.addresses.some((address) => own.includes(address));
  return given.length > 0 && given.every(isOthers);
}

/** Where a record leads that has this target (release/origin.ts). */
export function targetLeads(
  target: string | null | undefined,
  { edgeNames, origin }: Pick<NameLook, "edgeNames" | "origin">,
  type: AddressType = "A",
): Leads {
  if (target === null || target === undefined) return "nowhere";
  const color = edgeNames && colors.find((one) => sameName(edgeNames[one], target));
  if (color) return color;
  const content = originContent(origin, type);
  return content && isSameTarget(originTarget(content), target) ? "origin" : "mixed";
}

/** AWS writes the names of load balancers in either case, with or without `dualstack.` and a final dot. */
export function sameName(dnsName: string, alias: string | undefined): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/^dualstack\.|\.$/g, "");
  return alias !== undefined && plain(alias) === plain(dnsName);
}
