using Mesh.Storage;
using Mesh.Storage.Files;

namespace Mesh.Tests.Storage.Files;

/// <summary>The program that <see cref="KillTests"/> kills: puts objects for ever and reports each one that
/// is durable.</summary>
internal static class EndlessWriter
{
    public static async Task<int> Main(string[] arguments)
    {
        await using var store = new FileObjectStore(arguments[0]);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async lane =>
        {
            for (var i = 0; ; i++)
            {
                var key = $"data/{arguments[1]}-{lane}-{i}";
                var condition = i % 2 == 0 ? PutCondition.IfAbsent : PutCondition.Overwrite;
                await store.PutAsync(key, ContentOf(key), condition, default);
                Console.Out.WriteLine(key);
            }
        }));
        return 0;
    }

    /// <summary>What is stored under the key: some hundred kilobytes, so that a kill finds it
    /// half-written.</summary>
    public static byte[] ContentOf(string key)
    {
        var seed = key.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
        return Bytes.Of(100_000 + (seed & 0x3ffff), seed);
    }
}
