using System.Globalization;
using System.Security.Cryptography;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Storage.Files;
using Mesh.Vault;
using Mesh.Vault.Packs;

// dump SOCKET REPOSITORY DATABASE | load SOCKET REPOSITORY TREE: one transfer, its phases printed.
// For bench/mariadb.sh.
var address = new MariaDbAddress { Socket = args[1], User = "root" };
using var random = RandomNumberGenerator.Create();
var options = new RepositoryOptions { TimeProvider = TimeProvider.System, RandomNumberGenerator = random };
await using var store = new FileObjectStore(args[2]);
using var repository = args[0] == "dump" && !Directory.Exists(Path.Combine(args[2], "keys"))
    ? await Repository.InitAsync(store, "bench", options, CancellationToken.None)
    : await Repository.OpenAsync(store, "bench", options, CancellationToken.None);
await repository.LoadIndexAsync(null, CancellationToken.None);
if (args[0] == "dump")
{
    await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
    var dump = await MariaDbDump.RunAsync(
        address, repository, writer, new DumpOptions { Databases = [args[3]] }, TimeProvider.System,
        CancellationToken.None);
    await writer.FlushAsync(CancellationToken.None);
    Console.WriteLine(dump.Tree);
    var sql = dump.Record.Tables.Sum(table => table.Bytes) >> 20;
    var stored = writer.Counters.BytesStored >> 20;
    var held = dump.Record.Point.CommitsHeld.TotalMilliseconds;
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"dump: {sql} MiB of SQL, {stored} MiB stored, commits held {held:0.0} ms"));
}
else
{
    var load = await MariaDbLoad.RunAsync(
        address, repository, BlobId.Parse(args[3]), new LoadOptions { Existing = ExistingDatabases.Replace },
        TimeProvider.System, CancellationToken.None);
    foreach (var (name, time) in load.Phases)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {time.TotalSeconds:0.0} s"));
    }

    return load.Mismatches.Count;
}

return 0;
