import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findRegistryImage } from "../../../../automation/adapters/registry/image";
import { Canaries, leaksIn } from "../../../support/canaries/canaries";
import { openReceiver, type Receiving } from "../../../support/canaries/receiver";

describe("a registry, or a proxy before it, that answers with a page about the request", () => {
  let receiver: Receiving;
  let folder: string;
  before(async () => {
    receiver = await openReceiver();
    folder = mkdtempSync(join(tmpdir(), "bluegreen-docker-"));
  });
  after(() => {
    receiver.close();
    rmSync(folder, { recursive: true });
  });

  it("is quoted by its status only, without the login that it repeats", async () => {
    const canaries = new Canaries();
    const { host } = new URL(receiver.url);
    const login = Buffer.from(`ann:${canaries.plant("password")}`).toString("base64");
    canaries.know("login", login);
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({ auths: { [host]: { auth: login } } }),
    );
    const repository = `${host}/acme/users`;
    const env = { DOCKER_CONFIG: folder };
    const found = await findRegistryImage(`${repository}:2`, repository, {
      env,
      signal: undefined,
    });
    expect(found).to.deep.equal({
      found: false,
      reason:
        `The registry denies access to \`${repository}:2\` (HTTP 403). Check the name, or run ` +
        `\`docker login ${host}\`; Docker's credential helpers are not used.`,
    });
    // It was sent, and came back.
    const page = await fetch(`${receiver.url}/v2/`, { headers: { authorization: login } });
    expect(await page.text()).to.include(login);
    expect(leaksIn({ found: JSON.stringify(found) }, canaries.planted)).to.deep.equal([]);
  });
});
