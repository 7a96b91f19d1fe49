import { expect } from "chai";
import { withHost, withoutHost } from "../../../automation/edit/hosts";
import type { DeployError } from "../../../automation/world/errors";

const file = (users: string) => `config:
  bluegreen:domain: dev.example.com
  bluegreen:services:
    users:
      size: 1 # for now
${users}    matching: {}
`;
const place = { project: "bluegreen", service: "users", domain: "dev.example.com" };
const block = (...hosts: string[]) =>
  `      hosts:\n${hosts.map((host) => `        - ${host}\n`).join("")}`;

describe("editing the names of a service", () => {
  it("adds one to the existing ones, which then become explicit", () => {
    expect(withHost(file(""), place, "www")).to.equal(file(block("users", "www")));
    expect(withHost(file("      host: people\n"), place, "@")).to.equal(
      file(`      host: people\n${block("people", '"@"')}`),
    );
    expect(withHost(file(block("users # first")), place, "www")).to.equal(
      file(block("users # first", "www")),
    );
  });

  it("adds none that already exists, however it is written", () => {
    const text = file(block("users", '"@"'));
    expect(withHost(text, place, "dev.example.com")).to.equal(text);
    expect(withHost(file(""), place, "users")).to.equal(file(""));
  });

  it("removes one, and leaves every other byte as it is", () => {
    const text = file(block("accounts", "users # old", '"@"'));
    expect(withoutHost(text, place, "users.dev.example.com")).to.equal(
      file(block("accounts", '"@"')),
    );
    expect(withoutHost(text, place, "dev.example.com")).to.equal(
      file(block("accounts", "users # old")),
    );
    expect(withoutHost(text, place, "www.dev.example.com")).to.equal(text);
  });

  it("refuses a service that is not written as a map", () => {
    try {
      withHost("config:\n  bluegreen:services:\n    users: []\n", place, "www");
      expect.fail("it was not refused");
    } catch (error) {
      expect((error as DeployError).found).to.equal(
        "`services.users` is not written as a YAML map, so it can't be edited automatically",
      );
    }
  });
});
