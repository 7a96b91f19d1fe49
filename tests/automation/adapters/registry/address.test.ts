import { expect } from "chai";
import { registryAddress } from "../../../../automation/adapters/registry/address";
import { readChallenge, tokenUrl } from "../../../../automation/adapters/registry/challenge";

describe("the address of a registry", () => {
  const table: [string, string, string][] = [
    ["ghcr.io/team/users", "https://ghcr.io", "team/users"],
    ["quay.io/team/users", "https://quay.io", "team/users"],
    ["public.ecr.aws/team/users", "https://public.ecr.aws", "team/users"],
    ["docker.io/team/users", "https://registry-1.docker.io", "team/users"],
    ["docker.io/nginx", "https://registry-1.docker.io", "library/nginx"],
    ["registry.example:5000/a/b/c", "https://registry.example:5000", "a/b/c"],
    ["localhost:5000/users", "http://localhost:5000", "users"],
    ["127.0.0.1:5000/users", "http://127.0.0.1:5000", "users"],
    ["127.0.0.1.example.com/users", "https://127.0.0.1.example.com", "users"],
  ];
  for (const [repository, origin, path] of table) {
    it(`of ${repository} is ${origin}`, () => {
      expect(registryAddress(repository)).to.include({ origin, path });
    });
  }

  it("has Docker Hub's login under the name that `docker login` uses", () => {
    expect(registryAddress("docker.io/team/users").credentialKeys[0]).to.equal(
      "https://index.docker.io/v1/",
    );
  });
});

describe("the challenge of a registry", () => {
  it("says where to get a token, and for what", () => {
    const header =
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",' +
      'scope="repository:team/users:pull",error="invalid_token"';
    const parameters = { service: "registry.docker.io", scope: "repository:team/users:pull" };
    const realm = "https://auth.docker.io/token";
    expect(readChallenge(header)).to.deep.equal({ scheme: "bearer", realm, parameters });
    expect(tokenUrl(realm, parameters).href).to.equal(
      "https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Ateam%2Fusers%3Apull",
    );
  });

  it("may be the basic one, or an unknown one", () => {
    expect(readChallenge('Basic realm="x"')).to.deep.equal({ scheme: "basic" });
    for (const header of [null, "", "Negotiate", "Bearer scope=x"]) {
      expect(readChallenge(header)).to.equal(null);
    }
  });
});
