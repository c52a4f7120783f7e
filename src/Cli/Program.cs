using Mesh.Cli;
using Mesh.Cli.Demo;
using Mesh.Cli.Points;
using Mesh.Cli.Runs;
using Mesh.Cli.Serving;
using Mesh.Cli.Systems;
using Mesh.Cli.Vault;

var root = CommandLine.CreateRoot();
DemoCommand.AddTo(root);
ServeCommand.AddTo(root);
SystemCommands.AddTo(root);
BackupCommands.AddTo(root);
PointCommands.AddTo(root);
RestoreCommands.AddTo(root);
RunCommands.AddTo(root);
VaultCommands.AddTo(root);
return await CommandLine.RunAsync(root, args);
