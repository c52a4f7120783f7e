using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Storage.Retries;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Tests.Storage.Contract;

/// <summary>A third of all calls fails, before or after its effect, and nobody above notices.</summary>
public sealed class RetryingStoreContractTests(ITestOutputHelper output) : ObjectStoreContract
{
    protected override bool KnowsWhatItDeleted => false;

    protected override IObjectStore Open()
    {
        var random = Seed.NewRandom(output);
        var faulty = new FaultyObjectStore(
            new MemoryObjectStore(), FaultPlans.Random(random, 0.33, Fault.FailBefore, Fault.FailAfter));
        var options = new RetryOptions { FirstDelay = TimeSpan.FromMilliseconds(1) };
        return new RetryingObjectStore(faulty, options, TimeProvider.System, new Random(random.Next()));
    }
}
