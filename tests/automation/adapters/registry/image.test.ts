import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findRegistryImage } from "../../../../automation/adapters/registry/image";
import { sha256Digest } from "../../../../automation/adapters/registry/manifest";
import { DeployError } from "../../../../automation/world/errors";
import { digest } from "../aws/fixtures";
import {
  type Content,
  type LoopbackRegistry,
  type RegistryInput,
  startRegistry,
} from "./loopbackRegistry";

const index = JSON.stringify({
  schemaVersion: 2,
  manifests: ["arm64", "amd64", "unknown"].map((architecture) => ({ platform: { architecture } })),
});
const config = JSON.stringify({ architecture: "arm64", os: "linux" });
const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: sha256Digest(config) } });
const manifests = "/v2/team/users/manifests";
const stored = (body: string): Content => ({
  headers: { "docker-content-digest": sha256Digest(body) },
  body,
});

describe("an image in a registry other than ECR", () => {
  let registry: LoopbackRegistry;
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bluegreen-docker-"))));
  afterEach(() => {
    registry.close();
    rmSync(folder, { recursive: true });
  });

  const start = async (
    content: RegistryInput["content"],
    login?: string,
    others: Partial<RegistryInput> = {},
  ) => {
    registry = await startRegistry({ content, ...(login && { login }), ...others });
    return `${registry.host}/team/users`;
  };
  const find = (reference: string, repository: string, signal?: AbortSignal) =>
    findRegistryImage(reference, repository, { env: { DOCKER_CONFIG: folder }, signal });

  it("is pinned by digest with every architecture, through the token flow, with HEAD first", async () => {
    const repository = await start({
      [`${manifests}/v1`]: stored(index),
      [`${manifests}/${sha256Digest(index)}`]: stored(index),
    });
    expect(await find(`${repository}:v1`, repository)).to.deep.equal({
      found: true,
      pinned: `${repository}@${sha256Digest(index)}`,
      digest: sha256Digest(index),
      architecture: "amd64,arm64",
    });
    expect(registry.requests).to.deep.equal([
      `HEAD ${manifests}/v1`,
      "GET /token?service=registry.example&scope=repository%3Ateam%2Fusers%3Apull",
      `HEAD ${manifests}/v1`,
      `GET ${manifests}/${sha256Digest(index)}`,
    ]);
  });

  it("has its architecture in its config, also when asked for by digest", async () => {
    const wanted = sha256Digest(manifest);
    const repository = await start({
      [`${manifests}/${wanted}`]: stored(manifest),
      [`/v2/team/users/blobs/${sha256Digest(config)}`]: { body: config },
    });
    const found = await find(`${repository}@${wanted}`, repository);
    expect(found).to.deep.include({ digest: wanted, architecture: "arm64" });
  });

  it("has the digest of its manifest's bytes if the registry omits it", async () => {
    const repository = await start({ [`${manifests}/v1`]: { body: index } });
    const found = await find(`${repository}:v1`, repository);
    expect(found).to.include({ digest: sha256Digest(index) });
  });

  it("is refused if the registry returns another digest", async () => {
    const repository = await start({
      [`${manifests}/${digest("a")}`]: stored(index),
      [`${manifests}/${sha256Digest(index)}`]: stored(index),
    });
    expect(await find(`${repository}@${digest("a")}`, repository)).to.deep.equal({
      found: false,
      reason: `\`${repository}\` returned \`${sha256Digest(index)}\` when asked for \`${digest("a")}\`.`,
    });
  });

  it("is not found by a missing tag", async () => {
    const repository = await start({});
    expect(await find(`${repository}:v9`, repository)).to.deep.equal({
      found: false,
      reason: `\`${repository}\` has no image \`${repository}:v9\`. Push it, or choose an existing one.`,
    });
  });

  it("can be private: it is found with Docker's stored login, and refused without one", async () => {
    const content = {
      [`${manifests}/v1`]: stored(index),
      [`${manifests}/${sha256Digest(index)}`]: stored(index),
    };
    const repository = await start(content, "ann:secret");
    expect(await find(`${repository}:v1`, repository)).to.deep.equal({
      found: false,
      reason:
        `The registry denies anonymous access to \`${repository}:v1\` (HTTP 401). ` +
        `Check the name, or run \`docker login ${registry.host}\`; Docker's credential helpers are not used.`,
    });
    const logIn = (auth: string) => {
      const auths = JSON.stringify({ [registry.host]: { auth } });
      writeFileSync(join(folder, "config.json"), `{"auths":${auths}}`);
      return find(`${repository}:v1`, repository);
    };
    expect(await logIn(btoa("ann:secret"))).to.include({ found: true });
    expect(await logIn("YW5u\nhush")).to.include({ found: false });
  });

  it("is looked up again while the registry is busy", async () => {
    const repository = await start({
      [`${manifests}/v1`]: [{ status: 429 }, { status: 503 }, stored(index)],
      [`${manifests}/${sha256Digest(index)}`]: stored(index),
    });
    expect(await find(`${repository}:v1`, repository)).to.include({ found: true });
  });

  it("is not found while the registry stays busy, and the reason has the status", async () => {
    const repository = await start({ [`${manifests}/v1`]: { status: 429 } });
    expect(await find(`${repository}:v1`, repository)).to.deep.equal({
      found: false,
      reason:
        "The registry still rate-limits requests after retries (HTTP 429). Log in, or wait a few minutes.",
    });
  });

  it("is refused if the registry can't be reached, and the lookup ends at once when aborted", async () => {
    registry = await startRegistry({ content: {} });
    const gone = "127.0.0.1:1/team/users";
    const error = await find(`${gone}:v1`, gone).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DeployError);
    expect(error)
      .to.have.property("found")
      .that.matches(/^the registry of `127\.0\.0\.1:1\/team\/users` can't be reached: /);
    const reason = new Error("SIGTERM");
    const aborted = await find(`${gone}:v1`, gone, AbortSignal.abort(reason)).catch(
      (thrown: unknown) => thrown,
    );
    expect(aborted).to.equal(reason);
  });

  describe("of a registry that lies", () => {
    const answerOf = async (repository: string) =>
      find(`${repository}:v1`, repository).catch((thrown: unknown) => thrown);
    const storedAs = (told: string, body: string): Content => ({
      headers: { "docker-content-digest": told },
      body,
    });
    const logIn = () => {
      const auth = Buffer.from("ann:secret").toString("base64");
      const auths = { [registry.host]: { auth } };
      writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }));
    };

    it("is refused if the digest is invalid, and no path is built from it", async () => {
      for (const told of ["../../../other", "sha256:ABC", "sha512:00", `${digest("a")}/../x`]) {
        const repository = await start({ [`${manifests}/v1`]: storedAs(told, index) });
        expect(await answerOf(repository)).to.deep.equal({
          found: false,
          reason: `\`${repository}\` returned an invalid digest.`,
        });
        expect(registry.requests.filter((request) => request.startsWith("GET /v2"))).to.deep.equal(
          [],
        );
        registry.close();
      }
      registry = await startRegistry({ content: {} });
    });

    it("is refused if the bytes are not those of the digest", async () => {
      const repository = await start({
        [`${manifests}/v1`]: storedAs(digest("a"), index),
        [`${manifests}/${digest("a")}`]: storedAs(digest("a"), index),
      });
      expect(await answerOf(repository)).to.deep.equal({
        found: false,
        reason: `\`${repository}\` returned \`${sha256Digest(index)}\` when asked for \`${digest("a")}\`.`,
      });
    });

    it("has no architecture if its config is not the one that the manifest names", async () => {
      const named = sha256Digest(manifest);
      const repository = await start({
        [`${manifests}/${named}`]: stored(manifest),
        [`/v2/team/users/blobs/${sha256Digest(config)}`]: { body: `${config} ` },
      });
      const found = await find(`${repository}@${named}`, repository);
      expect(found).to.deep.include({ found: true, architecture: null });
    });

    it("has no architecture if its manifest names a path as its config", async () => {
      const body = JSON.stringify({ config: { digest: "../../../_catalog" } });
      const repository = await start({
        [`${manifests}/v1`]: stored(body),
        [`${manifests}/${sha256Digest(body)}`]: stored(body),
      });
      expect(await answerOf(repository)).to.deep.include({ found: true, architecture: null });
      expect(registry.requests).to.have.length(4);
    });

    it("is refused if the answer is longer than a manifest may be", async () => {
      const body = "x".repeat(4 * 1024 * 1024 + 1);
      const repository = await start({ [`${manifests}/v1`]: { body } });
      expect(await answerOf(repository)).to.have.property(
        "found",
        `the answer of \`${registry.host}\` is longer than 4 MiB; the image can't be looked up there`,
      );
    });

    it("gets no credentials for another host, and requests no token without TLS", async () => {
      const repository = await start({}, "ann:secret", { realm: "https://evil.example/token" });
      logIn();
      expect(await answerOf(repository)).to.have.property(
        "found",
        `the answer of \`${registry.host}\` asks to send the login to \`evil.example\`, which is ` +
          "not the registry's own; the image can't be looked up there",
      );
      registry.close();
      const other = await start({}, "ann:secret", { realm: "http://127.0.0.1:1/token" });
      expect(await answerOf(other)).to.have.property(
        "found",
        `the answer of \`${registry.host}\` requests a token from an insecure URL; ` +
          "the image can't be looked up there",
      );
    });

    it("is refused if a token is invalid", async () => {
      for (const givenToken of ["no JSON", "[]", '{"token": 7}', '{"token": "a\\r\\nb"}', "{}"]) {
        const repository = await start({}, undefined, { givenToken });
        expect(await answerOf(repository)).to.have.property(
          "found",
          `the answer of \`${registry.host}\` has no token; the image can't be looked up there`,
        );
        registry.close();
      }
      registry = await startRegistry({ content: {} });
    });

    it("follows no redirect to an unsafe URL, and no endless ones", async () => {
      const found = () =>
        `the answer of \`${registry.host}\` redirects endlessly, or to an insecure URL; ` +
        "the image can't be looked up there";
      for (const location of ["http://169.254.169.254/latest", `${manifests}/v1`, "file:///etc"]) {
        const content = { [`${manifests}/v1`]: { status: 307, headers: { location } } };
        const repository = await start(content);
        expect(await answerOf(repository)).to.have.property("found", found());
        registry.close();
      }
      registry = await startRegistry({ content: {} });
    });
  });

  it("is refused without a request if it is in another repository", async () => {
    const repository = await start({});
    const found = await find(`${registry.host}/team/other:v1`, repository);
    expect(found).to.have.property("found", false);
    expect(registry.requests).to.deep.equal([]);
  });
});
