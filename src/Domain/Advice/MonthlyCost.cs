namespace Mesh.Domain.Advice;

/// <summary>What a standby costs a month of 730 hours, in the currency of the prices.</summary>
/// <param name="Hosts">Hosts that run.</param>
/// <param name="Storage">What is stored at the site.</param>
/// <param name="Transfer">What is sent there.</param>
public sealed record MonthlyCost(decimal Hosts, decimal Storage, decimal Transfer)
{
    /// <summary>All of it.</summary>
    public decimal Total => Hosts + Storage + Transfer;
}
