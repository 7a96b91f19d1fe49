import { createSocket } from "node:dgram";
import { expect } from "chai";
import { seededRandom } from "../../../rehearsal/traffic/seededRandom";
import { type NameServer, stubResolver } from "../../../rehearsal/traffic/stubResolver";
import { TinyCloud } from "./tinyCloud";

const name = "users.rehearsal.test";

describe("the stub resolver", () => {
  let one: TinyCloud;
  let other: TinyCloud;

  beforeEach(async () => {
    one = await TinyCloud.start([name]);
    other = await TinyCloud.start([name]);
    one.addresses = ["10.0.0.1", "10.0.0.3"];
    other.addresses = ["10.0.0.2"];
  });

  afterEach(() => Promise.all([one.stop(), other.stop()]));

  it("returns all addresses and the TTL", async () => {
    one.ttlSeconds = 7;
    expect(await stubResolver(one.nameServers, Math.random)(name)).to.deep.equal({
      addresses: ["10.0.0.1", "10.0.0.3"],
      ttlSeconds: 7,
    });
  });

  it("takes no IPv4 address for an IPv6 one", async () => {
    const asked = stubResolver(one.nameServers, Math.random, undefined, "AAAA")(name);
    expect(await asked.catch(String)).to.match(/ has no IPv6 address at /);
  });

  it("asks one of the servers at random, as determined by its seed", async () => {
    const servers: [NameServer, NameServer] = [...one.nameServers, ...other.nameServers];
    async function seen(seed: number): Promise<string[]> {
      const resolve = stubResolver(servers, seededRandom(seed));
      const answers: string[] = [];
      for (let time = 0; time < 20; time++) answers.push((await resolve(name)).addresses[0]);
      return answers;
    }
    const answers = await seen(3);
    expect(new Set(answers)).to.deep.equal(new Set(["10.0.0.1", "10.0.0.2"]));
    expect(await seen(3)).to.deep.equal(answers);
    expect(one.asked.length + other.asked.length).to.equal(40);
  });

  it("asks again if a server does not answer, and says so if none does", async () => {
    const silent = createSocket("udp4");
    await new Promise<void>((done) => silent.bind(0, "127.0.0.1", done));
    const deaf = { name: "deaf", host: "127.0.0.1", port: silent.address().port };
    try {
      const draws = [0, 0, 0.5, 0];
      const draw = () => draws.shift() ?? 0;
      const resolve = stubResolver([deaf, ...other.nameServers], draw, 200);
      expect((await resolve(name)).addresses).to.deep.equal(["10.0.0.2"]);
      const nobody = await stubResolver([deaf], () => 0, 100)(name).catch(String);
      expect(nobody).to.equal(`ResolveError: no answer for ${name} from deaf, deaf, deaf`);
    } finally {
      silent.close();
    }
  });
});
