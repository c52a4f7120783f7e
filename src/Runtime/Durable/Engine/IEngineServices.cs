using Mesh.Runtime.Durable.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>What the owner of an instance works with.</summary>
internal interface IEngineServices
{
    IHistoryStore Store { get; }

    IDurableFunctions Functions { get; }

    OrchestrationTools Tools { get; }

    DurableOptions Options { get; }

    ILogger Log { get; }

    /// <summary>Has a recorded activity run.</summary>
    void Dispatch(ActivityTask task);

    /// <summary>Has a recorded timer waited for.</summary>
    void Await(TimerRow timer);

    /// <summary>Has the owner of an instance look at it, however often that takes.</summary>
    void Wake(string instance, MailItem mail);

    /// <summary>Tells those who wait that an instance has changed.</summary>
    void Announce(string instance);
}
