// Preloaded into every container: when the machine it runs on (the local cloud) is gone, so is it.
process.once("disconnect", () => process.exit(137));
process.channel?.unref();
