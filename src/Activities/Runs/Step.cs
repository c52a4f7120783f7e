using Mesh.Domain.Errors;
using Mesh.Orchestrations.Runs;

namespace Mesh.Activities.Runs;

/// <summary>Tells the orchestrator, by the type of the exception, whether trying again can help.</summary>
internal static class Step
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (MeshException error) when (IsPermanent(error))
        {
            throw new PermanentFailureException(error.Message, error);
        }
    }

    /// <summary>Whether an error will be the same at the next try.</summary>
    public static bool IsPermanent(MeshException error) =>
        error.ExitCode is ExitCode.NoRepository or ExitCode.WrongPassword or ExitCode.BadInput
        || error.Code is "unknown-format" or "invalid-transition";
}
