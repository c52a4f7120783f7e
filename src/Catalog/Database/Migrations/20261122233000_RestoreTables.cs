using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mesh.Catalog.Database.Migrations
{
    /// <inheritdoc />
    internal partial class RestoreTables : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Tables",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TableAs",
                table: "Runs",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Tables",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "TableAs",
                table: "Runs");
        }
    }
}
