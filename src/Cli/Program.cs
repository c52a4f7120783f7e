using Mesh.Cli;
using Mesh.Cli.Vault;

var root = CommandLine.CreateRoot();
VaultCommands.AddTo(root);
return await CommandLine.RunAsync(root, args);
