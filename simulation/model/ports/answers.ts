import type { AuthoritativeAnswer } from "../../../automation/world/ports";
import { edgeAddress } from "../environment";
import { timings } from "../timings";
import type { ServiceWorld } from "../world";

const { ttlSeconds } = timings;

/** What each authoritative server tells the deployer of a production name. */
export function productionAnswers(
  { production }: ServiceWorld,
  nowMs: number,
): AuthoritativeAnswer[] {
  return production.servers.map(({ name, answer, silentUntilMs }) => {
    if (silentUntilMs > nowMs) {
      return { server: name, addresses: [], ttlSeconds: null, error: "no answer within 5 s" };
    }
    const addresses = answer ? [edgeAddress[answer]] : [];
    return { server: name, addresses, ttlSeconds: answer && ttlSeconds, error: null };
  });
}

export function testAnswers({ testRecord }: ServiceWorld): AuthoritativeAnswer[] {
  const addresses = testRecord ? [edgeAddress[testRecord]] : [];
  return [{ server: "ns1", addresses, ttlSeconds, error: null }];
}
