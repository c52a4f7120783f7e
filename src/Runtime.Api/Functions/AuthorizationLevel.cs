namespace Microsoft.Azure.Functions.Worker;

/// <summary>Anonymous only: host keys cannot carry roles, so the app checks its own keys.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
}
