import { userInfo } from "node:os";
import { expect } from "chai";
import { homeFolder, pulumisHomeFolder, userName } from "../../../automation/engine/user";

/** As in a container that was started as a user that its image does not list. */
const unlisted = () => null;

describe("a user's home folder", () => {
  it("is HOME, or else the one that the system knows", () => {
    expect(homeFolder({ HOME: "/home/alice" })).to.equal("/home/alice");
    for (const env of [{}, { HOME: "" }, { HOME: "relative" }]) {
      expect(homeFolder(env)).to.equal(userInfo().homedir);
    }
  });

  it("is unknown for an unlisted user without HOME", () => {
    expect(homeFolder({}, unlisted)).to.equal(null);
    expect(homeFolder({ HOME: "/home/alice" }, unlisted)).to.equal("/home/alice");
  });
});

describe("a user's home folder for Pulumi", () => {
  it("is the one that the system knows, or else HOME", () => {
    expect(pulumisHomeFolder({ HOME: "/home/alice" })).to.equal(userInfo().homedir);
    expect(pulumisHomeFolder({ HOME: "/home/alice" }, unlisted)).to.equal("/home/alice");
    expect(pulumisHomeFolder({}, unlisted)).to.equal(null);
  });
});

describe("a user's name", () => {
  it("is the system's, or else the environment's, or else a number", () => {
    expect(userName({ USER: "alice" })).to.equal(userInfo().username);
    expect(userName({ USER: "alice" }, unlisted)).to.equal("alice");
    expect(userName({ LOGNAME: "ben" }, unlisted)).to.equal("ben");
    expect(userName({}, unlisted)).to.equal(`user ${process.getuid!()}`);
  });
});
