import { expect } from "chai";
import { allowedUrl, ownsLogin } from "../../../../automation/adapters/registry/trust";
import { registryAddress } from "../../../../automation/adapters/registry/address";
import { readChallenge, withParameters } from "../../../../automation/adapters/registry/challenge";

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
    expect(withParameters(new URL(realm), parameters).href).to.equal(
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

describe("where a registry may send a caller", () => {
  const https = { origin: "https://registry.example.com" };
  const loopback = { origin: "http://127.0.0.1:5000" };

  it("is over TLS, or to itself on this machine", () => {
    expect(allowedUrl("https://other.example/x", https)?.href).to.equal("https://other.example/x");
    expect(allowedUrl("http://127.0.0.1:5000/token", loopback)?.port).to.equal("5000");
    const unsafe = [
      "http://registry.example.com/token",
      "http://127.0.0.1:5000/token",
      "http://169.254.169.254/latest/meta-data",
      "https://ann:secret@registry.example.com/token",
      "file:///etc/passwd",
      "data:application/json,{}",
      "/token",
      "",
    ];
    for (const url of unsafe) expect(allowedUrl(url, https), url).to.equal(null);
    expect(allowedUrl("http://127.0.0.1:5001/token", loopback)).to.equal(null);
  });

  const logins: [string, string, boolean][] = [
    ["https://ghcr.io", "https://ghcr.io/token", true],
    ["https://registry-1.docker.io", "https://auth.docker.io/token", true],
    ["https://registry.gitlab.com", "https://gitlab.com/jwt/auth", true],
    ["https://registry.example.com", "https://gitlab.example.com/jwt/auth", true],
    ["https://registry.example.com:5000", "https://registry.example.com/token", true],
    ["https://registry.example.com", "https://example.com.evil.org/token", false],
    ["https://registry.example.com", "https://evilexample.com/token", false],
    ["https://ghcr.io", "https://evil.io/token", false],
    ["https://ghcr.io", "https://ghcr.io:8443/token", false],
    ["https://registry.co.uk", "https://evil.co.uk/token", false],
    ["https://10.0.0.1", "https://10.0.0.2/token", false],
  ];
  for (const [origin, url, belongs] of logins) {
    it(`${belongs ? "may" : "may not"} get the login of ${origin} at ${url}`, () => {
      expect(ownsLogin(new URL(url), { origin })).to.equal(belongs);
    });
  }
});
