namespace Mesh.Domain.Sites;

/// <summary>What came of an order.</summary>
public sealed record SiteAnswer
{
    /// <summary>The code of a refusal: the agent knows of a newer epoch than the order's.</summary>
    public const string StaleEpoch = "stale-epoch";

    /// <summary>The code of a refusal: a later order of the same runbook has been answered.</summary>
    public const string Late = "overtaken";

    /// <summary>
    /// The code of a refusal: what only the old primary has is in its receipt and cannot be taken back.
    /// </summary>
    public const string RebuildNeeded = "rebuild-needed";

    /// <summary>
    /// The code of a hold that was done, and shows nothing: its primary does not wait for this standby.
    /// </summary>
    public const string NoEvidence = "no-evidence";

    /// <summary>Of a verb that means nothing to the component, or that its owner has declared nothing
    /// for.</summary>
    public const string VerbUnknown = "verb-unknown";

    public required string OrderId { get; init; }

    public string Instance { get; init; } = "";

    /// <summary>The number of the order.</summary>
    public int Number { get; init; }

    /// <summary>The system and the site that answer: together the place whose key sends it.</summary>
    public required string System { get; init; }

    public required string Site { get; init; }

    public required string Component { get; init; }

    /// <summary>What was ordered.</summary>
    public required SiteVerb Verb { get; init; }

    /// <summary>The epoch of the order.</summary>
    public required long Epoch { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>Why it failed, stable and kebab-case; empty for a success.</summary>
    public string Code { get; init; } = "";

    /// <summary>Why it failed, for people; for a success what was done, or what was found done.</summary>
    public string Told { get; init; } = "";

    /// <summary>The way out; empty where there is none to give.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Whether doing it again may help.</summary>
    public bool Retryable { get; init; }

    /// <summary>How a database is after it; null for all else.</summary>
    public DatabaseFacts? Database { get; init; }

    /// <summary>What shows that it can no longer write; null for all but fences and holds.</summary>
    public FenceEvidence? Evidence { get; init; }

    /// <summary>Of an old primary that was told to follow: what only it had; null for all else.</summary>
    public RejoinReceipt? Receipt { get; init; }

    /// <summary>The answer to an order that was done, or was done already.</summary>
    public static SiteAnswer Done(SiteOrder order, string told) => new()
    {
        OrderId = order.OrderId,
        Instance = order.Instance,
        Number = order.Number,
        System = order.System,
        Site = order.Site,
        Component = order.Component,
        Verb = order.Verb,
        Epoch = order.Epoch,
        Succeeded = true,
        Told = told,
    };

    /// <summary>The answer to an order that could not be done.</summary>
    public static SiteAnswer Failed(
        SiteOrder order, string code, string told, string hint, bool retryable) => new()
    {
        OrderId = order.OrderId,
        Instance = order.Instance,
        Number = order.Number,
        System = order.System,
        Site = order.Site,
        Component = order.Component,
        Verb = order.Verb,
        Epoch = order.Epoch,
        Succeeded = false,
        Code = code,
        Told = told,
        Hint = hint,
        Retryable = retryable,
    };

    /// <summary>Whether it refuses what another Mesh, or another epoch, has left behind.</summary>
    public bool IsOvertaken() => Code is StaleEpoch or Late;

    /// <summary>Of a hold: whether the standby receives nothing more, whatever that shows of its
    /// primary.</summary>
    public bool IsHeld() => Succeeded || Code == NoEvidence;

    /// <summary>Whether this answers that order, and not another that has its name.</summary>
    public bool Answers(SiteOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return (OrderId, System, Site, Component, Verb, Epoch)
            == (order.OrderId, order.System, order.Site, order.Component, order.Verb, order.Epoch);
    }

    /// <summary>The name of the event by which an answer reaches the runbook that waits for it.</summary>
    public static string Event(string orderId) => $"answer-{orderId}";
}
