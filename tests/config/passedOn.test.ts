import type { RawConfig } from "../../config/raw";
import { knows, user, workers } from "./limit";
import { config } from "./samples";

const key = "`services.users.";
const nul = "has a NUL character in its value";
const half = "has half a character (a lone surrogate) in its value";
const hook = (...command: string[]) => user({ hooks: { afterSwitch: { command } } });
const test = (command: string, passVariables: string[] = []) =>
  user({ test: { command, passVariables } });
const spaced = "has a space or a control character; write it as in a URL: `%20`";
const checked = (path: string) => user({ checks: [{ path }] });

describe("the settings check, about what it passes on for a service,", () => {
  knows({
    "text is made of whole characters": {
      pass: [hook("echo", "😀"), user({ environment: { A: "😀" } })],
      fail: [
        [hook("echo", "\ud83d"), `${key}hooks.afterSwitch.command.1\` ${half}`],
        [user({ environment: { A: "\ude00" } }), `${key}environment.A\` ${half}`],
      ],
    },
    "an argument has no NUL character": {
      pass: [hook("psql", "ä\n")],
      fail: [
        [hook("psql", "a\0b"), `${key}hooks.afterSwitch.command.1\` ${nul}`],
        [
          config(workers(1, { selfTest: { command: ["a\0"] } })),
          `\`services.mailer.selfTest.command.0\` ${nul}`,
        ],
        [test("npm test\0"), `${key}test.command\` ${nul}`],
      ],
    },
    "a test command does something": {
      pass: [test("true")],
      fail: ["", " \n"].map((command): [RawConfig, string] => [
        test(command),
        `${key}test.command\` is empty: it would test nothing`,
      ]),
    },
    "the deploying machine has variables of any name": {
      pass: [test("true", ["GH_TOKEN", "npm_config_//registry.example.com/:_authToken", "a-b.c"])],
      fail: [
        [test("true", [""]), `${key}test.passVariables.0\` has a variable without a name`],
        [
          test("true", ["A=B"]),
          `${key}test.passVariables.0\` has a \`=\` in its name; that character ends the name of a variable`,
        ],
        [
          test("true", ["A\n"]),
          `${key}test.passVariables.0\` has a control character in its name, such as a line break`,
        ],
      ],
    },
    "a path is one of a URL": {
      pass: [checked("/a?b=%20"), checked("/größe")],
      fail: [
        [checked("a"), `${key}checks.0.path\` must be a path that starts with \`/\`, found \`a\``],
        ...["/a b", "/a\n", "/a\x01", "/\x7f"].map((path): [RawConfig, string] => [
          checked(path),
          `${key}checks.0.path\` ${spaced}`,
        ]),
      ],
    },
    "a capability is one that ECS can drop": {
      pass: [
        user({ droppedCapabilities: ["ALL"] }),
        user({ droppedCapabilities: ["SYS_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND"] }),
      ],
      fail: ["CAP_NET_RAW", "net_raw", "BPF"].map((name): [RawConfig, string] => [
        user({ droppedCapabilities: [name] }),
        `${key}droppedCapabilities.0\` must be one of ALL, AUDIT_CONTROL, AUDIT_WRITE, BLOCK_SUSPEND, CHOWN, ` +
          "DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, IPC_LOCK, IPC_OWNER, KILL, LEASE, LINUX_IMMUTABLE, " +
          "MAC_ADMIN, MAC_OVERRIDE, MKNOD, NET_ADMIN, NET_BIND_SERVICE, NET_BROADCAST, NET_RAW, SETFCAP, SETGID, " +
          "SETPCAP, SETUID, SYS_ADMIN, SYS_BOOT, SYS_CHROOT, SYS_MODULE, SYS_NICE, SYS_PACCT, SYS_PTRACE, " +
          "SYS_RAWIO, SYS_RESOURCE, SYS_TIME, SYS_TTY_CONFIG, SYSLOG or WAKE_ALARM, found " +
          `\`${name}\``,
      ]),
    },
    "alarms and capabilities are named once each": {
      pass: [user({ alarms: ["a", "A"] })],
      fail: [
        [user({ alarms: ["a", "b", "a"] }), `${key}alarms.2\` names a twice`],
        [
          user({ droppedCapabilities: ["KILL", "KILL"] }),
          `${key}droppedCapabilities.1\` names KILL twice`,
        ],
      ],
    },
    "a number is one": {
      pass: [],
      fail: [
        [user({ cpu: NaN }), `${key}cpu\` must be a number, found NaN`],
        [user({ cpu: Infinity }), `${key}cpu\` must be a number, found Infinity`],
      ],
    },
  });
});
