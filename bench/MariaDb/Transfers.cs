using System.Globalization;
using System.Security.Cryptography;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Storage.Files;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Bench.MariaDb;

/// <summary>One dump or load, its phases printed.</summary>
internal static class Transfers
{
    public static async Task<int> DumpAsync(string socket, string folder, string database, string? rate)
    {
        using var random = RandomNumberGenerator.Create();
        await using var store = new FileObjectStore(folder);
        using var repository = await Vaults.OpenAsync(store, folder, random);
        // As the app does it, reading back all that it wrote.
        await using var writer = repository.CreateWriter(
            BlobWriterOptions.Default with { VerifyOnWrite = true, FastCompression = true });
        var options = new DumpOptions
        {
            Databases = [database],
            BytesPerSecond = rate is null ? null : long.Parse(rate, CultureInfo.InvariantCulture) << 20,
        };
        var dump = await MariaDbDump.RunAsync(
            Vaults.Root(socket), repository, writer, options, TimeProvider.System, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        Console.WriteLine(dump.Tree);
        var sql = dump.Record.Tables.Sum(table => table.Bytes) >> 20;
        var stored = writer.Counters.BytesStored >> 20;
        var held = dump.Record.Point.CommitsHeld.TotalMilliseconds;
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"dump: {sql} MiB of SQL, {stored} MiB stored, commits held {held:0.0} ms"));
        return 0;
    }

    public static async Task<int> LoadAsync(string socket, string folder, string tree, string? connections)
    {
        using var random = RandomNumberGenerator.Create();
        await using var store = new FileObjectStore(folder);
        using var repository = await Vaults.OpenAsync(store, folder, random);
        var options = new LoadOptions
        {
            Existing = ExistingDatabases.Replace,
            Connections = int.Parse(connections ?? "4", CultureInfo.InvariantCulture),
        };
        var load = await MariaDbLoad.RunAsync(
            Vaults.Root(socket),
            repository,
            BlobId.Parse(tree),
            options,
            TimeProvider.System,
            CancellationToken.None);
        foreach (var (name, time) in load.Phases)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {time.TotalSeconds:0.0} s"));
        }

        return load.Mismatches.Count;
    }
}
